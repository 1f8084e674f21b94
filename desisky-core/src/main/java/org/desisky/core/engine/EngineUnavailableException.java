package org.desisky.core.engine;

import java.util.Optional;
import org.desisky.core.DesiskyException;

/** The engine or device asked for is not there or does not start. */
public class EngineUnavailableException extends DesiskyException {
  private static final long serialVersionUID = 1L;

  /** What kind of obstacle it is. */
  private final EngineProblem problem;

  /** The engine's name, or null. */
  private final String engine;

  /** Of an engine that stays unnamed, for a reason that only the message tells. */
  public EngineUnavailableException(String message) {
    this(EngineProblem.OTHER, null, message, null);
  }

  /** Of an engine that stays unnamed, for a reason that only the message tells. */
  public EngineUnavailableException(String message, Throwable cause) {
    this(EngineProblem.OTHER, null, message, cause);
  }

  EngineUnavailableException(
      EngineProblem problem, String engine, String message, Throwable cause) {
    super(message, cause);
    this.problem = problem;
    this.engine = engine;
  }

  /** What kind of obstacle it is. */
  public EngineProblem problem() {
    return problem;
  }

  /** The name of the engine it is about, if it is about one. */
  public Optional<String> engine() {
    return Optional.ofNullable(engine);
  }
}
