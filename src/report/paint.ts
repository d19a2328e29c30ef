/** What a piece of text is, for colour. Meaning never hangs on colour alone. */
export type Role = "title" | "header" | "quiet" | "bar" | "total" | "more" | "less";

/** Adds colour to a text; the plain one returns it as it is. */
export type Paint = (role: Role, text: string) => string;

export const plain: Paint = (_role, text) => text;
