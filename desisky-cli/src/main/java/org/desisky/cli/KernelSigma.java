package org.desisky.cli;

import org.desisky.vae.KernelWidth;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** A kernel width: a number or a word. */
final class KernelSigma implements ITypeConverter<KernelWidth> {
  @Override
  public KernelWidth convert(String text) {
    try {
      return KernelWidth.parse(text);
    } catch (IllegalArgumentException e) {
      throw new TypeConversionException(e.getMessage());
    }
  }
}
