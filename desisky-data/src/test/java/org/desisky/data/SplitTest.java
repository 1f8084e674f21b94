package org.desisky.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.DoubleRange;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.LongRange;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SplitTest {
  private static final Pattern CASE = Pattern.compile("n=(\\d+) val_split=(\\S+) seed=(\\d+)");

  @Test
  void splitsAreThoseOfPython() throws IOException {
    JsonNode cases = Golden.json("splits.json").get("train_vae_cli_split");
    assertThat(cases.size()).isPositive();
    for (Map.Entry<String, JsonNode> entry : cases.properties()) {
      Matcher match = CASE.matcher(entry.getKey());
      assertThat(match.matches()).as(entry.getKey()).isTrue();
      int n = Integer.parseInt(match.group(1));
      double fraction = Double.parseDouble(match.group(2));
      long seed = Long.parseLong(match.group(3));
      JsonNode expected = entry.getValue();
      if (expected.get("n_test").asInt() == 0) {
        assertThatThrownBy(() -> Split.byRow(n, fraction, seed))
            .isInstanceOf(BadCatalogException.class);
        continue;
      }
      Split split = Split.byRow(n, fraction, seed);
      assertThat(split.train()).hasSize(expected.get("n_train").asInt());
      assertThat(split.test()).hasSize(expected.get("n_test").asInt());
      if (expected.has("train_idx")) {
        assertThat(split.train()).isEqualTo(Golden.ints(expected.get("train_idx")));
        assertThat(split.test()).isEqualTo(Golden.ints(expected.get("test_idx")));
      }
    }
  }

  @Property
  void everyRowIsOnOneSideAndBothSidesHaveSome(
      @ForAll @IntRange(min = 100, max = 2000) int n,
      @ForAll @DoubleRange(min = 0.01, max = 0.99) double testFraction,
      @ForAll @LongRange(min = 0) long seed) {
    Split split = Split.byRow(n, testFraction, seed);
    assertThat(IntStream.concat(IntStream.of(split.train()), IntStream.of(split.test())).sorted())
        .containsExactlyElementsOf(IntStream.range(0, n).boxed().toList());
    assertThat(split.train()).isNotEmpty();
    assertThat(split.test()).hasSize((int) (testFraction * n)).isNotEmpty();
    assertThat(Split.byRow(n, testFraction, seed)).isEqualTo(split);
  }

  @ParameterizedTest
  @ValueSource(doubles = {0, 1, -0.1, 1.5, Double.NaN, Double.POSITIVE_INFINITY})
  void theFractionLiesBetweenNothingAndAll(double fraction) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Split.byRow(10, fraction, 0))
        .withMessageContaining("between 0 and 1");
  }

  @ParameterizedTest
  @CsvSource({"9, 0.1, 10", "0, 0.5, 2", "1, 0.9, 2", "3, 0.3, 4", "5, 1e-300, more than"})
  void tooFewRowsAreRefusedSayingHowManyItTakes(int n, double fraction, String needed) {
    assertThatThrownBy(() -> Split.byRow(n, fraction, 0))
        .isInstanceOf(BadCatalogException.class)
        .hasMessageContaining(n + " row")
        .hasMessageContaining("at least " + needed);
  }

  @ParameterizedTest
  @CsvSource({"10, 0.1", "2, 0.5", "2, 0.9", "4, 0.3"})
  void asManyRowsAsSaidAreEnough(int n, double fraction) {
    assertThat(Split.byRow(n, fraction, 0).test()).isNotEmpty();
  }

  @Test
  void aNegativeSeedIsRefused() {
    assertThatIllegalArgumentException().isThrownBy(() -> Split.byRow(10, 0.5, -1));
  }
}
