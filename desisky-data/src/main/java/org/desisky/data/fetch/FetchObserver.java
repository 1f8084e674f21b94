package org.desisky.data.fetch;

import java.util.OptionalLong;

/** Is told how a fetch goes, by the thread that fetches. */
public interface FetchObserver {
  /** Nobody looks. */
  FetchObserver NONE = new FetchObserver() {};

  /** Something a person may want to know: another process is waited for, a try failed. */
  default void said(String message) {}

  /**
   * Bytes are about to arrive. Comes again after each interruption.
   *
   * @param done how many of the file are here already
   * @param total how many it has, where the server tells
   */
  default void started(long done, OptionalLong total) {}

  /**
   * Some have arrived.
   *
   * @param done how many of the file are here now
   */
  default void advanced(long done) {}

  /** No more bytes arrive, for better or worse; also when none ever did. */
  default void ended() {}
}
