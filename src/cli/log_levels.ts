/**
 * From which level on each actor is logged. What is set for an actor holds for all below it that have no level
 * of their own; it may change at any time.
 *
 * @module
 */
import {
  type LogLevel,
  logLevels,
  logLevelsMax,
} from "../protocol/logging_settings.ts";

const rankOf = new Map(logLevels.map((level, rank) => [level, rank]));

/** Levels by place in the tree. */
export class LogLevels {
  #everywhere: LogLevel;
  readonly #levels = new Map<string, LogLevel>();

  /** One level for everything, and others for some. */
  constructor(
    everywhere: LogLevel,
    levels: Readonly<Record<string, LogLevel>> = {},
  ) {
    this.#everywhere = everywhere;
    for (const [path, level] of Object.entries(levels)) this.set(path, level);
  }

  /** What was set; everything's own level under the empty path. */
  all(): Readonly<Record<string, LogLevel>> {
    return { "": this.#everywhere, ...Object.fromEntries(this.#levels) };
  }

  /**
   * Sets the level of the actor at `path` and those below; of everything with an empty path. Without a level it has that
   * of what is above it again.
   *
   * @throws {RangeError} If more actors than `logLevelsMax` would have a level of their own.
   */
  set(path: string, level?: LogLevel): void {
    if (path === "") this.#everywhere = level ?? "info";
    else if (level === undefined) this.#levels.delete(path);
    else {
      const isNew = !this.#levels.has(path);
      if (isNew && this.#levels.size >= logLevelsMax) {
        throw new RangeError(
          `Cannot set the level of ${path}: ${logLevelsMax} are set already`,
        );
      }
      this.#levels.set(path, level);
    }
  }

  /** Forgets all that was set, and starts again from these. */
  reset(
    everywhere: LogLevel,
    levels: Readonly<Record<string, LogLevel>>,
  ): void {
    this.#everywhere = everywhere;
    this.#levels.clear();
    for (const [path, level] of Object.entries(levels)) this.set(path, level);
  }

  /** Whether what the actor at `path` says at this level is logged. */
  allows(path: string, level: LogLevel): boolean {
    return rankOf.get(level)! >= rankOf.get(this.#levelOf(path))!;
  }

  #levelOf(path: string): LogLevel {
    for (let above = path; above !== "";) {
      const level = this.#levels.get(above);
      if (level) return level;
      above = above.slice(0, Math.max(0, above.lastIndexOf("/")));
    }
    return this.#everywhere;
  }
}
