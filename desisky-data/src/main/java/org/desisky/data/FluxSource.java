package org.desisky.data;

/** Spectra that are read when they are asked for. */
interface FluxSource {
  /**
   * Reads consecutive spectra.
   *
   * @param target takes them, row after row, from {@code at} on
   * @throws org.desisky.core.io.BadFileException if they cannot be read
   */
  void read(int first, int count, float[] target, int at);
}
