import { plainName } from "../core/plain-name.ts";
import { nearestNames } from "../core/suggest.ts";
import type { Setting } from "../model/index.ts";
import { type ZooEntry, zooEntries, zooEntry } from "./zoo.ts";

/** A network as it was asked for: the entry, and the parameters that the name sets. */
export interface ZooCall {
  readonly entry: ZooEntry;
  readonly settings: readonly Setting[];
}

/**
 * The network of a name of its own or from elsewhere; undefined when there is none.
 *
 * @example zooCall("mobilenet_v2").settings.length  // 0
 * @example zooCall("shufflenet_v2_x0_5").entry.name  // "shufflenet_v2"
 * @example zooCall("shufflenet_v2_x0_5").settings[0].text  // "0.5"
 */
export function zooCall(name: string): ZooCall | undefined {
  const own = zooEntry(name);
  if (own !== undefined) return { entry: own, settings: [] };
  for (const entry of zooEntries().values()) {
    const set = Object.hasOwn(entry.also, name) ? entry.also[name] : undefined;
    if (set !== undefined) return { entry, settings: Object.entries(set).map(([key, text]) => ({ name: key, text })) };
  }
  return undefined;
}

/**
 * At most three networks that a name may stand for: those that differ from it in case and separators only, else those that it begins,
 * shortest first, then misspelt ones, then those that it holds, longest first.
 *
 * @example nearestNetworks("EfficientNet-B0").join()  // "efficientnet_b0"
 * @example nearestNetworks("swin").join()  // "swin_t,swin_s,swin_b"
 * @example nearestNetworks("tf_efficientnet_lite0").join()  // "efficientnet_lite0"
 */
export function nearestNetworks(name: string): readonly string[] {
  const known = [...zooEntries().values()].flatMap((each) => [each.name, ...Object.keys(each.also)]);
  const wanted = plainName(name);
  const same = known.filter((each) => plainName(each) === wanted);
  if (same.length > 0) return same;
  const begun = wanted === "" ? [] : known.filter((each) => plainName(each).startsWith(wanted));
  const held = known.filter((each) => wanted.includes(plainName(each)));
  begun.sort((a, b) => a.length - b.length);
  held.sort((a, b) => b.length - a.length);
  return [...new Set([...begun, ...nearestNames(name, known), ...held])].slice(0, 3);
}
