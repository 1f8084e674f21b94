package org.desisky.cli;

import org.desisky.vae.ReconstructionTerm;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** {@code mse} or {@code half-mse}. */
final class Recon implements ITypeConverter<ReconstructionTerm> {
  @Override
  public ReconstructionTerm convert(String text) {
    return switch (text) {
      case "mse" -> ReconstructionTerm.MSE;
      case "half-mse" -> ReconstructionTerm.HALF_MSE;
      default -> throw new TypeConversionException("'" + text + "' is neither mse nor half-mse");
    };
  }
}
