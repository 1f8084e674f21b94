package org.desisky.cli;

import java.util.OptionalDouble;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** A kernel width: a number, or {@code auto}, which is empty. */
final class KernelSigma implements ITypeConverter<OptionalDouble> {
  @Override
  public OptionalDouble convert(String text) {
    if (text.equals("auto")) {
      return OptionalDouble.empty();
    }
    try {
      return OptionalDouble.of(Double.parseDouble(text));
    } catch (NumberFormatException e) {
      throw new TypeConversionException("'" + text + "' is neither 'auto' nor a number");
    }
  }
}
