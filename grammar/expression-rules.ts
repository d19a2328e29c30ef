import type { IToken } from "chevrotain";
import { rational } from "../src/core/index.ts";
import type {
  Argument,
  Body,
  ChooseExpression,
  Expression,
  Identifier,
  IfExpression,
  NumberLiteral,
  StringLiteral,
} from "./ast.ts";
import type { NumberValue } from "./number.ts";
import { foldPowers, OperatorList, type PowerLink } from "./precedence.ts";
import { RecoveringParser } from "./recovering-parser.ts";
import * as t from "./tokens.ts";

const zero = rational(0);

/** Expressions and all that they consist of. */
export abstract class ExpressionRules extends RecoveringParser {
  /** Bodies belong to the statements, which need expressions: the subclass ties the knot. */
  protected abstract readonly body: () => Body;

  readonly name = this.RULE("name", (): Identifier => {
    const token = this.CONSUME(t.Identifier);
    return { kind: "identifier", name: token.image, span: this.spanFrom(token) };
  });

  readonly text = this.RULE("text", (): StringLiteral => {
    const token = this.CONSUME(t.StringToken);
    return { kind: "string", value: this.RECORDING_PHASE ? "" : stringValue(token.image), span: this.spanFrom(token) };
  });

  /** Operands and operators in turn; `OperatorList` ranks them, so that deep nesting stays cheap on the call stack. */
  readonly expression: () => Expression = this.RULE("expression", (): Expression => {
    const list = new OperatorList(this.source);
    this.OPTION(() => list.not(this.CONSUME(t.NotWord)));
    list.operand(this.SUBRULE(this.operand));
    this.MANY({
      GATE: () => list.accepts(this.LA(1)),
      DEF: () => {
        list.operator(this.CONSUME(t.BinaryOperator));
        this.OPTION2({ GATE: () => list.acceptsNot(), DEF: () => list.not(this.CONSUME2(t.NotWord)) });
        list.operand(this.SUBRULE2(this.operand));
      },
    });
    return this.ACTION(() => list.tree());
  });

  /** `-a^-b^c` is `-(a^(-(b^c)))`: read as a list and folded from the right. */
  readonly operand = this.RULE("operand", (): Expression => {
    const links: PowerLink[] = [];
    this.AT_LEAST_ONE_SEP({
      SEP: t.Power,
      ERR_MSG: "a value",
      DEF: () => {
        const start = this.LA(1);
        const minus = this.OPTION(() => this.CONSUME(t.Minus)) !== undefined;
        this.link(links.length - 1, "powers are nested", start);
        links.push({ start: start.startOffset, minus, operand: this.SUBRULE(this.postfix) });
      },
    });
    const [only] = links;
    if (links.length === 1 && only !== undefined && !only.minus) return only.operand;
    return this.ACTION(() => foldPowers(this.tooDeep ? links.slice(0, 1) : links));
  });

  readonly postfix = this.RULE("postfix", (): Expression => {
    const start = this.LA(1);
    let target = this.SUBRULE(this.atom);
    let depth = 0;
    this.MANY(() => {
      depth = this.link(depth, "calls and fields are nested", start);
      target = this.OR([
        {
          ALT: (): Expression => {
            this.CONSUME(t.LeftParen);
            const list: Argument[] = [];
            this.MANY_SEP({ SEP: t.Comma, DEF: () => list.push(this.SUBRULE(this.argument)) });
            this.CONSUME(t.RightParen);
            return { kind: "call", callee: target, arguments: list, span: this.spanFrom(start) };
          },
        },
        {
          ALT: (): Expression => {
            this.CONSUME(t.LeftBracket);
            const index = this.SUBRULE(this.expression);
            this.CONSUME(t.RightBracket);
            return { kind: "index", target, index, span: this.spanFrom(start) };
          },
        },
        {
          ALT: (): Expression => {
            this.CONSUME(t.Dot);
            const name = this.SUBRULE(this.name);
            return { kind: "field", target, name, span: this.spanFrom(start) };
          },
        },
      ]);
    });
    return target;
  });

  readonly argument = this.RULE("argument", (): Argument => {
    const start = this.LA(1);
    const name = this.OPTION(() => {
      const given = this.SUBRULE(this.name);
      this.CONSUME(t.Assign);
      return given;
    });
    const value = this.SUBRULE(this.expression);
    return { kind: "argument", ...(name === undefined ? {} : { name }), value, span: this.spanFrom(start) };
  });

  readonly atom = this.RULE(
    "atom",
    (): Expression =>
      this.OR({
        DEF: [
          { ALT: () => this.SUBRULE(this.name) },
          { ALT: () => this.SUBRULE(this.number) },
          { ALT: () => this.SUBRULE(this.text) },
          { ALT: () => this.constant(this.CONSUME(t.TrueWord), true) },
          { ALT: () => this.constant(this.CONSUME(t.FalseWord), false) },
          {
            ALT: (): Expression => {
              const token = this.CONSUME(t.InputWord);
              return { kind: "input", span: this.spanFrom(token) };
            },
          },
          {
            ALT: (): Expression => {
              const start = this.CONSUME(t.LeftParen);
              const inner = this.SUBRULE(this.expression);
              this.CONSUME(t.RightParen);
              return { kind: "group", inner, span: this.spanFrom(start) };
            },
          },
          {
            ALT: (): Expression => {
              const start = this.CONSUME(t.LeftBracket);
              const items: Expression[] = [];
              this.MANY_SEP({ SEP: t.Comma, DEF: () => items.push(this.SUBRULE2(this.expression)) });
              this.CONSUME(t.RightBracket);
              return { kind: "list", items, span: this.spanFrom(start) };
            },
          },
          { ALT: () => this.SUBRULE(this.choice) },
          { ALT: () => this.SUBRULE(this.condition) },
        ],
        ERR_MSG: "a value",
      }),
  );

  private constant(token: IToken, value: boolean): Expression {
    return { kind: "boolean", value, span: this.spanFrom(token) };
  }

  readonly number = this.RULE(
    "number",
    (): NumberLiteral =>
      this.OR([
        {
          ALT: (): NumberLiteral => {
            const token = this.CONSUME(t.NumberToken);
            return { kind: "number", ...(token.payload as NumberValue), span: this.spanFrom(token) };
          },
        },
        {
          ALT: (): NumberLiteral => {
            const token = this.CONSUME(t.InfWord);
            return { kind: "number", value: "inf", suffix: "", lastDigit: zero, span: this.spanFrom(token) };
          },
        },
      ]),
  );

  readonly choice = this.RULE("choose", (): ChooseExpression => {
    const start = this.CONSUME(t.ChooseWord);
    const options = this.SUBRULE(this.set);
    return { kind: "choose", options, span: this.spanFrom(start) };
  });

  readonly set = this.RULE("set", (): Expression[] => {
    const items: Expression[] = [];
    this.CONSUME(t.LeftBrace);
    items.push(this.SUBRULE(this.expression));
    this.MANY(() => {
      this.CONSUME(t.Comma);
      items.push(this.SUBRULE2(this.expression));
    });
    this.CONSUME(t.RightBrace);
    return items;
  });

  readonly condition = this.RULE("if", (): IfExpression => {
    const start = this.CONSUME(t.IfWord);
    const condition = this.SUBRULE(this.expression);
    const branches = [{ condition, body: this.SUBRULE(this.body) }];
    let depth = 0;
    this.MANY(() => {
      depth = this.link(depth, "`else if` branches are nested", this.CONSUME(t.ElseWord));
      this.CONSUME2(t.IfWord);
      const next = this.SUBRULE2(this.expression);
      branches.push({ condition: next, body: this.SUBRULE2(this.body) });
    });
    const otherwise = this.OPTION(() => {
      this.CONSUME2(t.ElseWord);
      return this.SUBRULE3(this.body);
    });
    return { kind: "if", branches, ...(otherwise === undefined ? {} : { otherwise }), span: this.spanFrom(start) };
  });
}

/** What stands between the quotes, escapes resolved. */
function stringValue(image: string): string {
  return image.slice(1, -1).replace(/\\(["\\])/g, "$1");
}
