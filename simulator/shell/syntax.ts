/** What a line of the device's shell is made of: the part of mksh that people and tools send over adb. */

export type WordPart =
  | { readonly kind: 'text'; readonly text: string; readonly isQuoted: boolean }
  | { readonly kind: 'variable'; readonly name: string; readonly isQuoted: boolean }
  | { readonly kind: 'output'; readonly list: List; readonly isQuoted: boolean };

/** A word before expansion. */
export type Word = readonly WordPart[];

export interface Redirection {
  readonly fd: 0 | 1 | 2;
  readonly how: 'read' | 'write' | 'append' | 'copy';
  /** A path; for `copy` the number of the descriptor. */
  readonly target: Word;
}

export type ShellCommand =
  | {
      readonly kind: 'simple';
      readonly assignments: readonly { readonly name: string; readonly value: Word }[];
      readonly words: readonly Word[];
      readonly redirections: readonly Redirection[];
    }
  | { readonly kind: 'group'; readonly list: List; readonly redirections: readonly Redirection[] }
  | {
      readonly kind: 'if';
      readonly branches: readonly { readonly condition: List; readonly then: List }[];
      readonly otherwise: List | undefined;
      readonly redirections: readonly Redirection[];
    };

export interface Pipeline {
  readonly isNegated: boolean;
  readonly commands: readonly ShellCommand[];
}

export interface AndOr {
  readonly pipelines: readonly { readonly after: '&&' | '||' | undefined; readonly pipeline: Pipeline }[];
  readonly inBackground: boolean;
}

export type List = readonly AndOr[];

/** A line that is no shell line; the text is mksh's. */
export class ShellSyntaxError extends Error {}
