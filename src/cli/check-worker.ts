import { parentPort, Worker, workerData } from "node:worker_threads";
import type { CheckedFile } from "../report/index.ts";
import type { FoundFile } from "./arch-files.ts";
import { type CheckSettings, checkArchFile } from "./check-arch-file.ts";

/** What a worker thread is started with: every `jobs`-th file from `first` on is its own. */
interface Work {
  readonly files: readonly FoundFile[];
  readonly settings: CheckSettings;
  readonly first: number;
  readonly jobs: number;
}

interface Done {
  readonly index: number;
  readonly checked: CheckedFile;
}

/** The worker's side: checks its files and hands each result over. */
export async function checkInWorker(): Promise<void> {
  const { files, settings, first, jobs }: Work = workerData;
  for (let index = first; index < files.length; index += jobs) {
    const file = files[index];
    if (file !== undefined)
      parentPort?.postMessage({ index, checked: await checkArchFile(file, settings) } satisfies Done);
  }
}

/** Checks files in several threads; the results stand in the order of the files. */
export async function checkInThreads(
  program: URL,
  files: readonly FoundFile[],
  settings: CheckSettings,
  jobs: number,
  done: () => void,
): Promise<readonly CheckedFile[]> {
  const results = new Map<number, CheckedFile>();
  const threads = Array.from({ length: jobs }, (_, first) => {
    const work: Work = { files, settings, first, jobs };
    const worker = new Worker(program, { workerData: work });
    return new Promise<void>((resolve, reject) => {
      worker.on("message", ({ index, checked }: Done) => {
        results.set(index, checked);
        done();
      });
      worker.on("error", reject);
      worker.on("exit", () => resolve());
    });
  });
  await Promise.all(threads);
  return files.flatMap((_, index) => results.get(index) ?? []);
}
