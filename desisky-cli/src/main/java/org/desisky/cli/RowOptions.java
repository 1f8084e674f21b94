package org.desisky.cli;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;
import org.desisky.core.Labelled;
import org.desisky.data.RowFilter;
import org.desisky.data.SkySubset;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Option;
import picocli.CommandLine.TypeConversionException;

/** Which rows of a catalogue to use: the same options on every command that cuts. */
final class RowOptions {
  @Option(
      names = "--no-quality-filter",
      description = "Keep the nights known to be bad (wildfire smoke of June 2021).")
  boolean noQualityFilter;

  @Option(
      names = "--subset",
      paramLabel = "NAME",
      defaultValue = "full",
      converter = SubsetName.Converter.class,
      description = "Use only the spectra of full, dark, moon or twilight skies.")
  SubsetName subset;

  @Option(
      names = "--where",
      paramLabel = "CONDITION",
      description =
          "Use only the rows that meet a condition on their columns, such as \"AIRMASS < 1.5 &&"
              + " MOONALT < -5\"; CONDITION and ROW can be asked for, too.")
  RowFilter where;

  RowChoice choice() {
    return new RowChoice(!noQualityFilter, subset.subset(), Optional.ofNullable(where));
  }

  /** A subset, or none for {@code full}. (picocli would take an Optional field apart.) */
  record SubsetName(Optional<SkySubset> subset) {

    /** Reads its name. */
    static final class Converter implements ITypeConverter<SubsetName> {
      @Override
      public SubsetName convert(String text) {
        String name = text.toLowerCase(Locale.ROOT);
        Optional<SkySubset> subset = Labelled.named(name, SkySubset.values());
        if (subset.isEmpty() && !name.equals("full")) {
          throw new TypeConversionException(
              "'"
                  + text
                  + "' is none of full, "
                  + Arrays.stream(SkySubset.values())
                      .map(SkySubset::label)
                      .collect(Collectors.joining(", ")));
        }
        return new SubsetName(subset);
      }
    }
  }
}
