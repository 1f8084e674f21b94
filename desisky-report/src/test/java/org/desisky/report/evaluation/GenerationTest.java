package org.desisky.report.evaluation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.desisky.core.FloatMatrix;
import org.desisky.core.engine.Compute;
import org.desisky.core.engine.EachEngine;
import org.desisky.core.noise.Noise;
import org.desisky.data.ObservationTable;
import org.desisky.data.SkyCatalog;
import org.desisky.data.SkyCondition;
import org.desisky.report.GenerationJson;
import org.desisky.report.GenerationSection;
import org.desisky.vae.SkyVae;
import org.desisky.vae.Weights;
import org.desisky.vae.density.LatentDensity;
import org.junit.jupiter.api.Test;

class GenerationTest {
  private static final SkyCatalog CATALOG = Skies.catalog(900, 400);
  private static final EvaluationData DATA = Skies.data(CATALOG, 300);

  /**
   * A model made for spectra that vary half as much: its latents scatter twice as much as the
   * prior.
   */
  private static SkyVae narrowModel(SkyCatalog catalog, Compute compute) {
    float[] half = catalog.flux().toArray();
    for (int i = 0; i < half.length; i++) {
      half[i] = 5 + (half[i] - 5) / 2;
    }
    SkyCatalog quiet =
        SkyCatalog.of(
            catalog.wavelength(),
            FloatMatrix.of(half, catalog.rows(), catalog.channels()),
            catalog.observations());
    return Skies.principalModel(quiet, DATA.train(), compute);
  }

  @EachEngine
  void theDensityIsNearerThanThePrior(Compute compute) {
    try (SkyVae vae = narrowModel(CATALOG, compute)) {
      Generation generation = generation(vae, DATA);

      Beside<HalvesDistance> frechet = generation.frechet();
      assertThat(generation.rows()).isEqualTo(300);
      assertThat(frechet.real().mean()).isBetween(0.001, 0.1);
      assertThat(frechet.density().mean()).isLessThan(frechet.prior().mean() / 2);
      assertThat(frechet.real().standardDeviation()).isBetween(1e-5, 0.1);
      assertThat(generation.conditions().keySet())
          .containsExactly(SkyCondition.DARK, SkyCondition.MOON, SkyCondition.TWILIGHT);
      assertThat(generation.conditions().get(SkyCondition.MOON).rows()).isEqualTo(100);
      GeneratedBand r =
          generation.bands().stream().filter(b -> b.name().equals("r")).findFirst().orElseThrow();
      assertThat(r.values().density().mean()).isCloseTo(r.values().real().mean(), within(0.1));
      assertThat(r.earthMoversDistance().real().mean()).isGreaterThan(0);
      assertThat(generation.negative().real().spectra()).isEqualTo(300);
      assertThat(generation.negative().density().values()).isEqualTo(300 * 400);
    }
  }

  /** DESI's infrared arm has O2(0-1) and not the green line, which it is compared with. */
  @Test
  void aPartOfTheGridHasTheBandsThatItCovers() {
    double[] wavelength = IntStream.range(0, 400).mapToDouble(c -> 7470 + 5.9 * c).toArray();
    SkyCatalog arm = SkyCatalog.of(wavelength, CATALOG.flux(), CATALOG.observations());
    EvaluationData data = Skies.data(arm, 300);
    try (SkyVae vae = Skies.principalModel(arm, data.train(), Compute.auto())) {
      assertThat(generation(vae, data).bands())
          .extracting(GeneratedBand::name)
          .contains("z", "O2(0-1)")
          .doesNotContain("V", "r", "OI 5577", "OH(8-3)", "OH");
    }
  }

  @Test
  void theSameModelIsMeasuredTheSame() {
    try (SkyVae vae = Skies.principalModel(CATALOG, DATA.train(), Compute.auto())) {
      assertThat(GenerationJson.of(generation(vae, DATA)))
          .isEqualTo(GenerationJson.of(generation(vae, DATA)));
    }
  }

  /** Halves of the same sample, twice: then real and generated are alike, to the digit. */
  @Test
  void whatIsNotApartIsNoFurtherThanHalves() {
    double[] values = doubles(Noise.of(4).normals(200));
    double[] moved = Arrays.stream(values).map(x -> x + 3).toArray();
    GeneratedBand band = GeneratedBand.of("V", "mag", 200, new Beside<>(values, values, moved));

    Beside<HalvesDistance> distance = band.earthMoversDistance();
    assertThat(distance.density()).isEqualTo(distance.real());
    assertThat(distance.real().mean()).isBetween(0.05, 0.3);
    assertThat(distance.prior().mean()).isCloseTo(3, within(0.1));
  }

  @Test
  void aBandWithoutFiniteValuesHasNoDistance() {
    double[] values = doubles(Noise.of(4).normals(50));
    double[] none = new double[50];
    Arrays.fill(none, Double.NaN);
    GeneratedBand band = GeneratedBand.of("V", "mag", 50, new Beside<>(values, none, values));
    assertThat(band.earthMoversDistance().density().mean()).isNaN();
    assertThat(band.earthMoversDistance().prior().mean()).isFinite();
  }

  @Test
  void ratiosAreThoseOfTheCatalogueInHeldOutSpectra() {
    // Lines a tenth of the channels wide would not be measured: this grid resolves them.
    SkyCatalog fine = Skies.catalog(240, 4000);
    EvaluationData data = Skies.data(fine, 60);
    try (SkyVae vae = Skies.principalModel(fine, data.train(), Compute.auto())) {
      Generation generation = generation(vae, data);
      assertThat(generation.ratios()).isNotEmpty();
      for (LineRatio ratio : generation.ratios()) {
        assertThat(ratio.low()).isLessThan(ratio.high());
        Beside<Double> shares = ratio.shareWithin();
        assertThat(Stream.of(shares.real(), shares.density(), shares.prior()))
            .allMatch(share -> share >= 0 && share <= 1);
      }
      JsonNode json = GenerationJson.of(generation);
      assertThat(json.at("/frechet/real/mean").asDouble())
          .isEqualTo(generation.frechet().real().mean());
      assertThat(json.at("/line_ratios").size()).isEqualTo(generation.ratios().size());
      assertThat(json.at("/bands/V/emd/density/mean").isNumber()).isTrue();
      assertThat(GenerationSection.of(generation).parts().toString())
          .contains("Fréchet distance", "EMD of V", "below −3σ", "twilight");
    }
  }

  @Test
  void withoutWavelengthsThereIsTheFrechetDistanceAlone() {
    SkyCatalog bare = SkyCatalog.of(new double[0], CATALOG.flux(), ObservationTable.empty(900));
    EvaluationData data = Skies.data(bare, 300);
    try (SkyVae vae = narrowModel(bare, Compute.auto())) {
      Generation generation = generation(vae, data);
      assertThat(generation.bands()).isEmpty();
      assertThat(generation.ratios()).isEmpty();
      assertThat(generation.conditions()).isEmpty();
      assertThat(generation.frechet().density().mean())
          .isLessThan(generation.frechet().prior().mean());
    }
  }

  @Test
  void aFewHeldOutSpectraTellNothing() {
    EvaluationData few = Skies.data(CATALOG, 19);
    try (SkyVae vae = Skies.principalModel(CATALOG, few.train(), Compute.auto())) {
      LatentDensity density = SkyDensity.of(vae, CATALOG, few.train()).orElseThrow();
      assertThat(Generation.of(vae, Evaluation.of(vae, few), density)).isEmpty();
      assertThat(GenerationSection.missing(few, vae.latentDim()).parts().toString())
          .contains(
              "20 held-out spectra, of which there are 19", "takes 5 of them", "there are 881");
    }
  }

  @Test
  void whatADensityOfAChoiceIsOfIsTold() {
    int[] dark = IntStream.range(0, 600).filter(row -> row % 3 == 0).toArray();
    int[] held = IntStream.range(600, 900).filter(row -> row % 3 == 0).toArray();
    int[] rows = IntStream.range(0, 900).toArray();
    EvaluationData chosen =
        EvaluationData.of(CATALOG, rows, DATA.train(), held, "Of dark skies.").ofChosen(dark);
    assertThat(DATA.trainAlike()).isEqualTo(DATA.train());
    assertThat(chosen.ofTraining().trainAlike()).isEqualTo(dark);
    try (SkyVae vae = Skies.principalModel(CATALOG, DATA.train(), Compute.auto())) {
      LatentDensity density = SkyDensity.of(vae, CATALOG, chosen.trainAlike()).orElseThrow();
      Generation generation = Generation.of(vae, Evaluation.of(vae, chosen), density).orElseThrow();
      assertThat(generation.conditions()).isEmpty(); // dark ones are all there are
      assertThat(GenerationJson.of(generation).get("density_rows").intValue()).isEqualTo(200);
      assertThat(GenerationSection.of(generation).parts().toString())
          .contains("those 200 of the 600 training spectra that are of the same choice");
      assertThat(GenerationSection.of(generation(vae, DATA)).parts().toString())
          .contains("latents of the training spectra (");
      assertThat(SkyDensity.of(vae, CATALOG, new int[0])).isEmpty();
    }
    EvaluationData few = chosen.ofChosen(0, 3);
    assertThat(GenerationSection.missing(few, Skies.LATENTS).parts().toString())
        .contains("training spectra of the same choice, which takes 5", "of which there are 2.");
  }

  @Test
  void enoughSpectraWithoutADensityHaveLatentsThatAreNotFinite() {
    assertThat(GenerationSection.missing(DATA, Skies.LATENTS).parts().toString())
        .contains("latents of some training spectra are not finite")
        .doesNotContain("held-out");
  }

  /** A prior of negative flux is not judged by its physical part alone, without a word. */
  @Test
  void whatHasNoValueIsCounted() {
    try (SkyVae vae = Skies.principalModel(CATALOG, DATA.train(), Compute.auto())) {
      int last = vae.weights().values().size() - 1;
      List<float[]> weights = new ArrayList<>(vae.weights().values());
      float[] lower = weights.get(last).clone();
      for (int c = 0; c < lower.length; c++) {
        lower[c] -= 100;
      }
      weights.set(last, lower);
      vae.setWeights(new Weights(weights));
      Generation generation = generation(vae, DATA);
      JsonNode json = GenerationJson.of(generation).at("/bands/V/not_finite");
      assertThat(json.path("real").asInt(-1)).isZero();
      assertThat(json.path("prior").asInt()).isEqualTo(generation.rows());
      assertThat(GenerationSection.of(generation).parts().toString())
          .contains("left out of its distances and curves", "V (real 0, density ");
    }
  }

  @Test
  void aDensityNeedsSpectra() {
    try (SkyVae vae = Skies.principalModel(CATALOG, DATA.train(), Compute.auto())) {
      int[] four = IntStream.range(0, Skies.LATENTS + 1).toArray();
      assertThat(SkyDensity.of(vae, CATALOG, four)).isEmpty();
      LatentDensity density = SkyDensity.of(vae, CATALOG, DATA.train()).orElseThrow();
      assertThat(density.all().rows()).isEqualTo(600);
      assertThat(density.conditions().get("dark").rows()).isEqualTo(200);
    }
    FloatMatrix broken = FloatMatrix.of(new float[] {1, 2, 3, Float.NaN, 4, 5, 6, 7}, 8, 1);
    assertThat(SkyDensity.of(broken)).isEmpty();
  }

  @Test
  void spectraAreAskedForInTheOrderOfTheFile() {
    int[] rows = IntStream.range(0, 1100).map(i -> 7 * i % 1100).toArray();
    SkyCatalog catalog = Skies.catalog(1100, 30);
    List<Integer> asked = new ArrayList<>();
    List<Integer> done = new ArrayList<>();
    try (SkyVae vae = Skies.principalModel(catalog, rows, Compute.auto())) {
      FloatMatrix means =
          SkyDensity.means(
              vae,
              rows,
              part -> {
                IntStream.of(part).forEach(asked::add);
                return catalog.flux().select(part);
              },
              done::add);
      assertThat(asked).containsExactlyElementsOf(IntStream.range(0, 1100).boxed().toList());
      assertThat(done).containsExactly(1024, 76);
      FloatMatrix alone = vae.encode(catalog.flux().select(rows)).mean();
      assertThat(means.toArray()).containsExactly(alone.toArray(), within(1e-5f));
    }
  }

  private static Generation generation(SkyVae vae, EvaluationData data) {
    LatentDensity density = SkyDensity.of(vae, data.catalog(), data.train()).orElseThrow();
    return Generation.of(vae, Evaluation.of(vae, data), density).orElseThrow();
  }

  private static double[] doubles(float[] numbers) {
    double[] doubles = new double[numbers.length];
    Arrays.setAll(doubles, i -> numbers[i]);
    return doubles;
  }
}
