package org.desisky.core;

/** Unsigned numbers of 64 bits, which Java's {@code long} holds as negative ones from 2⁶³ on. */
public final class Unsigned {
  private Unsigned() {}

  /** The nearest float64 number; of two as near the even one. (Older Guavas round twice.) */
  public static double toDouble(long bits) {
    return bits >= 0 ? bits : 2.0 * ((bits >>> 1) | (bits & 1)); // the last bit, where it rounds
  }
}
