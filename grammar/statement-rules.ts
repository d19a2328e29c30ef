import type {
  Body,
  DomainNode,
  Expression,
  ForSentence,
  Identifier,
  InputSentence,
  LetSentence,
  ParameterDeclaration,
  ParameterSentence,
  RepeatSentence,
  Sentence,
  Statement,
  TableDeclaration,
  TableRow,
  TapSentence,
  TypeNode,
} from "./ast.ts";
import { ExpressionRules } from "./expression-rules.ts";
import * as t from "./tokens.ts";

/** Bodies and what stands in them; types and domains, which parameters need. */
export abstract class StatementRules extends ExpressionRules {
  readonly body: () => Body = this.RULE("body", (): Body => {
    const start = this.CONSUME(t.LeftBrace);
    const statements = this.lines("statement", () => this.SUBRULE(this.statement));
    this.CONSUME(t.RightBrace);
    return { kind: "body", statements, span: this.spanFrom(start) };
  });

  readonly statement = this.RULE("statement", (): Statement => {
    const start = this.LA(1);
    const label = this.OPTION(() => {
      const name = this.SUBRULE(this.name);
      this.CONSUME(t.Colon);
      return name;
    });
    const sentence = this.SUBRULE(this.sentence);
    return { kind: "statement", ...(label === undefined ? {} : { label }), sentence, span: this.spanFrom(start) };
  });

  readonly sentence = this.RULE(
    "sentence",
    (): Sentence =>
      this.OR({
        DEF: [
          { ALT: () => this.SUBRULE(this.parameterSentence) },
          { ALT: () => this.SUBRULE(this.inputSentence) },
          { ALT: () => this.SUBRULE(this.letSentence) },
          { ALT: () => this.SUBRULE(this.tapSentence) },
          { ALT: () => this.SUBRULE(this.forSentence) },
          { ALT: () => this.SUBRULE(this.repeatSentence) },
          { ALT: () => this.SUBRULE(this.table) },
          {
            ALT: (): Sentence => {
              const start = this.LA(1);
              const expression = this.SUBRULE(this.expression);
              return { kind: "expression", expression, span: this.spanFrom(start) };
            },
          },
        ],
        ERR_MSG: "a value",
      }),
  );

  readonly parameterSentence = this.RULE("param", (): ParameterSentence => {
    const start = this.CONSUME(t.ParamWord);
    const parameter = this.SUBRULE(this.parameter);
    return { kind: "param", parameter, span: this.spanFrom(start) };
  });

  readonly inputSentence = this.RULE("input_shape", (): InputSentence => {
    const start = this.CONSUME(t.InputLabel);
    this.CONSUME(t.Colon);
    const shape = this.SUBRULE(this.expression);
    return { kind: "input-shape", shape, span: this.spanFrom(start) };
  });

  readonly letSentence = this.RULE("let", (): LetSentence => {
    const start = this.CONSUME(t.LetWord);
    const name = this.SUBRULE(this.name);
    this.CONSUME(t.Assign);
    const value = this.SUBRULE(this.expression);
    return { kind: "let", name, value, span: this.spanFrom(start) };
  });

  readonly tapSentence = this.RULE("tap", (): TapSentence => {
    const start = this.CONSUME(t.TapWord);
    const name = this.SUBRULE(this.name);
    return { kind: "tap", name, span: this.spanFrom(start) };
  });

  readonly forSentence = this.RULE("for", (): ForSentence => {
    const start = this.CONSUME(t.ForWord);
    const variable = this.SUBRULE(this.name);
    this.CONSUME(t.InWord);
    const collection = this.SUBRULE(this.expression);
    const to = this.OPTION(() => {
      this.CONSUME(t.Range);
      return this.SUBRULE2(this.expression);
    });
    const body = this.SUBRULE(this.body);
    return { kind: "for", variable, collection, ...(to === undefined ? {} : { to }), body, span: this.spanFrom(start) };
  });

  readonly repeatSentence = this.RULE("repeat", (): RepeatSentence => {
    const start = this.CONSUME(t.RepeatWord);
    const count = this.SUBRULE(this.expression);
    const variable = this.OPTION(() => {
      this.CONSUME(t.AsWord);
      return this.SUBRULE(this.name);
    });
    const body = this.SUBRULE(this.body);
    return { kind: "repeat", count, ...(variable === undefined ? {} : { variable }), body, span: this.spanFrom(start) };
  });

  readonly table = this.RULE("table", (): TableDeclaration => {
    const start = this.CONSUME(t.TableWord);
    const name = this.SUBRULE(this.name);
    this.CONSUME(t.LeftBrace);
    const columns = this.guarded("row", () => this.SUBRULE(this.header)) ?? [];
    let rows: TableRow[] = [];
    const readRows = () => {
      rows = this.lines("row", () => this.SUBRULE(this.row));
    };
    if (!this.RECORDING_PHASE) {
      if (this.skipSeparator()) readRows();
    } else
      this.OPTION(() => {
        this.CONSUME(t.NewLine);
        readRows();
      });
    this.CONSUME(t.RightBrace);
    return { kind: "table", name, columns, rows, span: this.spanFrom(start) };
  });

  readonly header = this.RULE("header", (): Identifier[] => {
    const columns = [this.SUBRULE(this.name)];
    this.MANY(() => {
      this.CONSUME(t.Bar);
      columns.push(this.SUBRULE2(this.name));
    });
    return columns;
  });

  readonly row = this.RULE("row", (): TableRow => {
    const start = this.LA(1);
    const cells = [this.SUBRULE(this.expression)];
    this.MANY(() => {
      this.CONSUME(t.Bar);
      cells.push(this.SUBRULE2(this.expression));
    });
    return { kind: "row", cells, span: this.spanFrom(start) };
  });

  readonly parameter = this.RULE("parameter", (): ParameterDeclaration => {
    const start = this.LA(1);
    const name = this.SUBRULE(this.name);
    const type = this.OPTION(() => {
      this.CONSUME(t.Colon);
      return this.SUBRULE(this.type);
    });
    const value = this.OPTION2(() => {
      this.CONSUME(t.Assign);
      return this.SUBRULE(this.expression);
    });
    return {
      kind: "parameter",
      name,
      ...(type === undefined ? {} : { type }),
      ...(value === undefined ? {} : { default: value }),
      span: this.spanFrom(start),
    };
  });

  readonly type = this.RULE("type", (): TypeNode => {
    const start = this.OR({
      DEF: [
        { ALT: () => this.CONSUME(t.Identifier) },
        { ALT: () => this.CONSUME(t.BlockWord) },
        { ALT: () => this.CONSUME(t.NetWord) },
        { ALT: () => this.CONSUME(t.TableWord) },
      ],
      ERR_MSG: "a type",
    });
    const name: Identifier = { kind: "identifier", name: start.image, span: this.spanFrom(start) };
    const domain = this.OPTION(() => {
      this.CONSUME(t.InWord);
      return this.SUBRULE(this.domain);
    });
    return { kind: "type", name, ...(domain === undefined ? {} : { domain }), span: this.spanFrom(start) };
  });

  readonly domain = this.RULE("domain", (): DomainNode => {
    const start = this.LA(1);
    let items: Expression[] | undefined;
    let low: Expression | undefined;
    let high: Expression | undefined;
    let lowClosed = false;
    let highClosed = false;
    this.OR({
      DEF: [
        {
          ALT: () => {
            items = this.SUBRULE(this.set);
          },
        },
        {
          ALT: () => {
            lowClosed =
              this.OR2([{ ALT: () => this.CONSUME(t.LeftParen) }, { ALT: () => this.CONSUME(t.LeftBracket) }])
                .tokenType === t.LeftBracket;
            low = this.SUBRULE(this.expression);
            this.CONSUME(t.Comma);
            high = this.SUBRULE2(this.expression);
            highClosed =
              this.OR3({
                DEF: [{ ALT: () => this.CONSUME(t.RightParen) }, { ALT: () => this.CONSUME(t.RightBracket) }],
                ERR_MSG: "`)` or `]`",
              }).tokenType === t.RightBracket;
          },
        },
      ],
      ERR_MSG: "a set or an interval",
    });
    const step = this.OPTION(() => {
      this.CONSUME(t.StepWord);
      return this.SUBRULE3(this.expression);
    });
    const span = this.spanFrom(start);
    const extra = step === undefined ? {} : { step };
    if (low === undefined || high === undefined) return { kind: "set-domain", items: items ?? [], ...extra, span };
    return { kind: "interval-domain", low, high, lowClosed, highClosed, ...extra, span };
  });
}
