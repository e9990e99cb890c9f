/**
 * What the server says before anything else.
 *
 * @module
 */

/** What the server says about itself and about who looks. */
export interface About {
  /** Of this agreement between page and server. */
  readonly version: 1;
  /** The node's name, or the root's id. */
  readonly title: string;
  /** Who looks, and what they may do to actors. */
  readonly viewer: {
    /** What they go by. */
    readonly name: string;
    readonly may: {
      /** Start actors afresh. */
      readonly restart: boolean;
      /** Make actors crash. */
      readonly crash: boolean;
      /** Turn the debug output of a topology on and off. */
      readonly debug: boolean;
    };
  };
  /** Nodes whose trees can be looked at, the server itself first. */
  readonly nodes: readonly {
    readonly name: string;
    readonly isSelf: boolean;
  }[];
  /** Whether there is something to log out of. */
  readonly login: boolean;
}
