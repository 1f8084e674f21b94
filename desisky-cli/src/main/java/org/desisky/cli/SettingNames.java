package org.desisky.cli;

import java.math.BigInteger;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.desisky.core.Labelled;
import org.desisky.data.RowFilter;
import org.desisky.training.Mixing;
import org.desisky.training.Start;
import org.desisky.vae.KernelWidth;
import picocli.CommandLine;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Model.PositionalParamSpec;
import picocli.CommandLine.TypeConversionException;

/** Settings, as users write them. */
final class SettingNames {
  private SettingNames() {}

  /** Has a command, and its subcommands, read settings as users write them. */
  static void register(CommandLine command) {
    command.setExpandAtFiles(false); // a file's name may begin with @
    command.registerConverter(Path.class, Main::path);
    command.registerConverter(KernelWidth.class, reader(KernelWidth::parse));
    command.registerConverter(Mixing.class, reader(Mixing::parse));
    command.registerConverter(RowFilter.class, reader(RowFilter::parse));
    registerNumbers(command);
    registerLabels(command);
  }

  private static void registerNumbers(CommandLine command) {
    ITypeConverter<Integer> ints = text -> (int) whole(text, Integer.MIN_VALUE, Integer.MAX_VALUE);
    ITypeConverter<Long> longs = text -> whole(text, Long.MIN_VALUE, Long.MAX_VALUE);
    ITypeConverter<Double> doubles = SettingNames::number;
    command.registerConverter(int.class, ints);
    command.registerConverter(Integer.class, ints);
    command.registerConverter(long.class, longs);
    command.registerConverter(Long.class, longs);
    command.registerConverter(double.class, doubles);
    command.registerConverter(Double.class, doubles);
  }

  private static long whole(String text, long least, long most) {
    BigInteger number;
    try {
      number = new BigInteger(text);
    } catch (NumberFormatException e) {
      throw new TypeConversionException("'" + text + "' is not a whole number");
    }
    if (number.compareTo(BigInteger.valueOf(least)) < 0) {
      throw new TypeConversionException(text + " is less than " + least);
    }
    if (number.compareTo(BigInteger.valueOf(most)) > 0) {
      throw new TypeConversionException(text + " is more than " + most);
    }
    return number.longValue();
  }

  private static double number(String text) {
    try {
      return Double.parseDouble(text);
    } catch (NumberFormatException e) {
      throw new TypeConversionException("'" + text + "' is not a number");
    }
  }

  private static <T> ITypeConverter<T> reader(Function<String, T> parse) {
    return text -> {
      try {
        return parse.apply(text);
      } catch (IllegalArgumentException e) {
        throw new TypeConversionException(e.getMessage());
      }
    };
  }

  /** Whatever is {@link Labelled} by its label. */
  private static void registerLabels(CommandLine command) {
    for (ArgSpec argument : command.getCommandSpec().args()) {
      if (Labelled.class.isAssignableFrom(argument.type())) {
        register(command, argument.type().asSubclass(Labelled.class));
      }
    }
    command.getSubcommands().values().forEach(SettingNames::registerLabels);
  }

  /** Has shells suggest these names, and not those of the constants. */
  static void suggest(CommandLine command) {
    CommandSpec spec = command.getCommandSpec();
    for (ArgSpec argument : List.copyOf(spec.args())) {
      if (Labelled.class.isAssignableFrom(argument.type())) {
        List<String> names =
            values(argument.type().asSubclass(Labelled.class)).stream()
                .map(Labelled::label)
                .toList();
        spec.remove(argument);
        spec.add(suggesting(argument, names));
      }
    }
    command.getSubcommands().values().forEach(SettingNames::suggest);
  }

  private static ArgSpec suggesting(ArgSpec argument, List<String> names) {
    return argument instanceof OptionSpec option
        ? OptionSpec.builder(option).completionCandidates(names).build()
        : PositionalParamSpec.builder((PositionalParamSpec) argument)
            .completionCandidates(names)
            .build();
  }

  private static <T extends Labelled> void register(CommandLine command, Class<T> type) {
    List<T> values = values(type);
    ITypeConverter<T> converter = text -> named(text, values);
    command.registerConverter(type, converter);
  }

  private static <T extends Labelled> List<T> values(Class<T> type) {
    // A start as given is that of a model which a program hands in; here is none.
    return Arrays.stream(type.getEnumConstants()).filter(v -> v != Start.AS_GIVEN).toList();
  }

  /**
   * The one that a text names, in upper or lower case.
   *
   * @throws TypeConversionException if none is named so
   */
  private static <T extends Labelled> T named(String text, List<T> values) {
    return values.stream()
        .filter(value -> value.label().equalsIgnoreCase(text))
        .findFirst()
        .orElseThrow(
            () ->
                new TypeConversionException(
                    "'"
                        + text
                        + "' is none of "
                        + values.stream().map(Labelled::label).collect(Collectors.joining(", "))));
  }
}
