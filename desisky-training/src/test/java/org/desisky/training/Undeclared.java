package org.desisky.training;

/** Throws what it does not declare, as code written in Kotlin or Scala may. */
public final class Undeclared {
  private Undeclared() {}

  /** Throws anything. */
  public static RuntimeException thrown(Throwable failure) {
    return Undeclared.<RuntimeException>as(failure);
  }

  @SuppressWarnings({"unchecked", "TypeParameterUnusedInFormals"})
  private static <T extends Throwable> T as(Throwable failure) throws T {
    throw (T) failure;
  }
}
