import type {
  BlockDeclaration,
  ClaimDeclaration,
  ClaimNote,
  ClaimStatement,
  Declaration,
  DomainNode,
  Expression,
  ForallStatement,
  FunctionDeclaration,
  Identifier,
  ImportDeclaration,
  Module,
  NetDeclaration,
  ObjectiveStatement,
  ParameterDeclaration,
  SpaceDeclaration,
  SpaceStatement,
  TypeNode,
  VaryStatement,
  WhereStatement,
} from "./ast.ts";
import { StatementRules } from "./statement-rules.ts";
import * as t from "./tokens.ts";

/** What a file consists of, and the entry rules. */
export class ArchParser extends StatementRules {
  readonly module = this.RULE("module", (): Module => {
    const declarations = this.lines("declaration", () => this.SUBRULE(this.declaration));
    return { kind: "module", declarations, span: { source: this.source, start: 0, end: this.source.text.length } };
  });

  readonly declaration = this.RULE(
    "declaration",
    (): Declaration =>
      this.OR({
        DEF: [
          { ALT: () => this.SUBRULE(this.importation) },
          { ALT: () => this.SUBRULE(this.functionDeclaration) },
          { ALT: () => this.SUBRULE(this.blockDeclaration) },
          { ALT: () => this.SUBRULE(this.netDeclaration) },
          { ALT: () => this.SUBRULE(this.table) },
          { ALT: () => this.SUBRULE(this.claim) },
          { ALT: () => this.SUBRULE(this.space) },
        ],
        ERR_MSG: "a declaration",
      }),
  );

  readonly importation = this.RULE("import", (): ImportDeclaration => {
    const start = this.CONSUME(t.ImportWord);
    const names = [this.SUBRULE(this.name)];
    this.MANY(() => {
      this.CONSUME(t.Comma);
      names.push(this.SUBRULE2(this.name));
    });
    this.CONSUME(t.FromWord);
    const from = this.SUBRULE(this.text);
    return { kind: "import", names, from, span: this.spanFrom(start) };
  });

  readonly functionDeclaration = this.RULE("fn", (): FunctionDeclaration => {
    const start = this.CONSUME(t.FnWord);
    const name = this.SUBRULE(this.name);
    const parameters = this.SUBRULE(this.parameters);
    const result = this.OPTION(() => {
      this.CONSUME(t.Colon);
      return this.SUBRULE(this.type);
    });
    const body = this.SUBRULE(this.body);
    return {
      kind: "fn",
      name,
      parameters,
      ...(result === undefined ? {} : { result }),
      body,
      span: this.spanFrom(start),
    };
  });

  readonly blockDeclaration = this.RULE("block", (): BlockDeclaration => {
    const start = this.CONSUME(t.BlockWord);
    const name = this.SUBRULE(this.name);
    const parameters = this.OPTION(() => this.SUBRULE(this.parameters)) ?? [];
    const body = this.SUBRULE(this.body);
    return { kind: "block", name, parameters, body, span: this.spanFrom(start) };
  });

  readonly netDeclaration = this.RULE("net", (): NetDeclaration => {
    const start = this.CONSUME(t.NetWord);
    const name = this.SUBRULE(this.name);
    const body = this.SUBRULE(this.body);
    return { kind: "net", name, body, span: this.spanFrom(start) };
  });

  readonly parameters = this.RULE("parameters", (): ParameterDeclaration[] => {
    const list: ParameterDeclaration[] = [];
    this.CONSUME(t.LeftParen);
    this.MANY_SEP({ SEP: t.Comma, DEF: () => list.push(this.SUBRULE(this.parameter)) });
    this.CONSUME(t.RightParen);
    return list;
  });

  readonly claim = this.RULE("claim", (): ClaimDeclaration => {
    const start = this.OR([{ ALT: () => this.CONSUME(t.ClaimWord) }, { ALT: () => this.CONSUME(t.ErratumWord) }]);
    const title = this.SUBRULE(this.text);
    this.CONSUME(t.LeftBrace);
    const statements = this.lines("statement", () => this.SUBRULE(this.claimStatement));
    this.CONSUME(t.RightBrace);
    const role = start.tokenType === t.ErratumWord ? "erratum" : "claim";
    return { kind: "claim", role, title, statements, span: this.spanFrom(start) };
  });

  readonly claimStatement = this.RULE(
    "claim_statement",
    (): ClaimStatement =>
      this.OR({
        DEF: [
          { ALT: () => this.SUBRULE(this.forall) },
          { ALT: () => this.SUBRULE(this.letSentence) },
          { ALT: () => this.SUBRULE(this.note) },
          {
            ALT: (): ClaimStatement => {
              const start = this.LA(1);
              const expression = this.SUBRULE(this.expression);
              return { kind: "expression", expression, span: this.spanFrom(start) };
            },
          },
        ],
        ERR_MSG: "a value",
      }),
  );

  readonly forall = this.RULE("forall", (): ForallStatement => {
    const start = this.CONSUME(t.ForallWord);
    const { names, type } = this.SUBRULE(this.variables);
    return { kind: "forall", names, type, span: this.spanFrom(start) };
  });

  readonly variables = this.RULE("variables", (): { names: Identifier[]; type: TypeNode } => {
    const names = [this.SUBRULE(this.name)];
    this.MANY(() => {
      this.CONSUME(t.Comma);
      names.push(this.SUBRULE2(this.name));
    });
    this.CONSUME(t.Colon);
    return { names, type: this.SUBRULE(this.type) };
  });

  readonly note = this.RULE("note", (): ClaimNote => {
    const start = this.OR([
      { ALT: () => this.CONSUME(t.SourceWord) },
      { ALT: () => this.CONSUME(t.ReasonWord) },
      { ALT: () => this.CONSUME(t.TagWord) },
    ]);
    const text = this.SUBRULE(this.text);
    return { kind: "note", role: start.image as ClaimNote["role"], text, span: this.spanFrom(start) };
  });

  readonly space = this.RULE("space", (): SpaceDeclaration => {
    const start = this.CONSUME(t.SpaceWord);
    const name = this.SUBRULE(this.name);
    this.CONSUME(t.LeftBrace);
    const statements = this.lines("statement", () => this.SUBRULE(this.spaceStatement));
    this.CONSUME(t.RightBrace);
    return { kind: "space", name, statements, span: this.spanFrom(start) };
  });

  readonly spaceStatement = this.RULE(
    "space_statement",
    (): SpaceStatement =>
      this.OR({
        DEF: [
          { ALT: () => this.SUBRULE(this.letSentence) },
          { ALT: () => this.SUBRULE(this.vary) },
          { ALT: () => this.SUBRULE(this.where) },
          { ALT: () => this.SUBRULE(this.objective) },
        ],
        ERR_MSG: "`let`, `vary`, `where`, `minimize` or `maximize`",
      }),
  );

  readonly vary = this.RULE("vary", (): VaryStatement => {
    const start = this.CONSUME(t.VaryWord);
    let target: Identifier | "choose" = "choose";
    let domain: DomainNode | undefined;
    this.OR({
      DEF: [
        { ALT: () => this.CONSUME(t.ChooseWord) },
        {
          ALT: () => {
            target = this.SUBRULE(this.name);
            this.OPTION(() => {
              this.CONSUME(t.InWord);
              domain = this.SUBRULE(this.domain);
            });
          },
        },
      ],
      ERR_MSG: "a parameter or `choose`",
    });
    return { kind: "vary", target, ...(domain === undefined ? {} : { domain }), span: this.spanFrom(start) };
  });

  readonly where = this.RULE("where", (): WhereStatement => {
    const start = this.CONSUME(t.WhereWord);
    const condition = this.SUBRULE(this.expression);
    return { kind: "where", condition, span: this.spanFrom(start) };
  });

  readonly objective = this.RULE("objective", (): ObjectiveStatement => {
    const start = this.OR([{ ALT: () => this.CONSUME(t.MinimizeWord) }, { ALT: () => this.CONSUME(t.MaximizeWord) }]);
    const direction = start.tokenType === t.MaximizeWord ? "maximize" : "minimize";
    const expression = this.SUBRULE(this.expression);
    return { kind: "objective", direction, expression, span: this.spanFrom(start) };
  });

  /* Entry rules for texts that are no file: arguments of the command line. */

  readonly expressionText = this.RULE("expression_text", (): Expression | undefined =>
    this.whole(() => this.SUBRULE(this.expression)),
  );

  readonly typeText = this.RULE("type_text", (): TypeNode | undefined => this.whole(() => this.SUBRULE(this.type)));

  readonly forallText = this.RULE("forall_text", (): ForallStatement[] =>
    this.lines("text", () => {
      const start = this.LA(1);
      const { names, type } = this.SUBRULE(this.variables);
      return { kind: "forall", names, type, span: this.spanFrom(start) };
    }),
  );

  constructor(skipValidations = true) {
    super(skipValidations);
    this.performSelfAnalysis();
  }
}
