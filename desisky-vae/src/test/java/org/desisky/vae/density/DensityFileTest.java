package org.desisky.vae.density;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.LongRange;
import org.desisky.core.DesiskyException;
import org.desisky.core.FloatMatrix;
import org.desisky.core.io.BadFileException;
import org.desisky.core.io.Damage;
import org.desisky.core.noise.Noise;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DensityFileTest {
  private static final JsonMapper JSON = JsonMapper.builder().build();

  @TempDir Path folder;
  private Path checkpoint;

  @BeforeEach
  void checkpoint() throws IOException {
    // What is in it does not matter, but that it is this and no other.
    checkpoint = Files.writeString(folder.resolve("m.eqx"), "weights");
  }

  /** Two heaps of latents; of the named rows each third is dark. */
  private static LatentDensity density() {
    int n = 300;
    float[] latents = Noise.of(5).normals(3 * n);
    String[] conditions = new String[n];
    for (int i = 0; i < n; i++) {
      latents[3 * i] += i % 2 == 0 ? 6 : -6;
      conditions[i] = i % 3 == 0 ? "dark" : i < 15 ? "moon" : "other";
    }
    return LatentDensity.fit(FloatMatrix.of(latents, n, 3), conditions);
  }

  @Property(tries = 25)
  void aMixtureComesBackBitForBit(
      @ForAll @LongRange(min = 0, max = 1_000_000) long seed,
      @ForAll @IntRange(min = 1, max = 5) int d,
      @ForAll @IntRange(min = 1, max = 4) int heaps)
      throws JsonProcessingException {
    int n = 120;
    float[] latents = Noise.of(seed).normals(n * d);
    for (int i = 0; i < latents.length; i++) {
      latents[i] = 7 * (i / d % heaps) + latents[i] * (1 + i % d);
    }
    LatentMixture mixture = LatentMixture.fit(FloatMatrix.of(latents, n, d), 4);
    String text = JSON.writeValueAsString(MixtureJson.of(mixture));
    LatentMixture again = MixtureJson.read(JSON.readTree(text), d);

    assertThat(JSON.writeValueAsString(MixtureJson.of(again))).isEqualTo(text);
    assertThat(again.sample(50, Noise.of(1))).isEqualTo(mixture.sample(50, Noise.of(1)));
    float[] place = FloatMatrix.of(latents, n, d).row(3);
    assertThat(again.logDensity(place)).isEqualTo(mixture.logDensity(place));
  }

  @Test
  void aDensityComesBack() {
    LatentDensity density = density();
    Path file = DensityFile.write(density, checkpoint);
    LatentDensity again = DensityFile.read(checkpoint);

    assertThat(file).isEqualTo(folder.resolve("m.density.json")).exists();
    assertThat(again.dimension()).isEqualTo(3);
    assertThat(again.all().rows()).isEqualTo(300);
    // Ten spectra under the moon are too few for a mixture of their own.
    assertThat(again.conditions().keySet()).containsExactly("dark", "other");
    assertThat(again.conditions().get("dark").rows()).isEqualTo(100);
    assertThat(again.of("moon")).isEmpty();
    for (String name : again.conditions().keySet()) {
      assertThat(again.of(name).orElseThrow().sample(20, Noise.of(2)))
          .isEqualTo(density.of(name).orElseThrow().sample(20, Noise.of(2)));
    }
  }

  @Test
  void theSameSpectraGiveTheSameFile() throws IOException {
    Path file = DensityFile.write(density(), checkpoint);
    byte[] first = Files.readAllBytes(file);
    DensityFile.write(density(), checkpoint);
    assertThat(file).hasBinaryContent(first);
  }

  @Test
  void thatOfAnotherCheckpointIsRefused() throws IOException {
    DensityFile.write(density(), checkpoint);
    Files.writeString(checkpoint, "other weights");
    assertThatThrownBy(() -> DensityFile.read(checkpoint))
        .isInstanceOf(BadFileException.class)
        .hasMessageContainingAll("m.density.json", "another model than m.eqx", "make it again");
  }

  @Test
  void whatIsNoDensityIsRefusedInWords() throws IOException {
    assertRefused("is not there");
    Path file = DensityFile.write(density(), checkpoint);
    ObjectNode good = (ObjectNode) JSON.readTree(file.toFile());
    Files.writeString(file, "{\n\"format\": 1,");
    assertRefused("is not JSON, cut short, or followed by more; make it again");
    Files.writeString(file, "");
    assertRefused("is not a density");
    Files.writeString(file, "[1]");
    assertRefused("is not a density");
    Files.writeString(file, good + "}");
    assertRefused("is not JSON");
    Files.writeString(file, good + "\n" + good);
    assertRefused("is not JSON");
    write(good.deepCopy().put("version", 2));
    assertRefused("is of version 2");
    write(good.deepCopy().put("latents", 4));
    assertRefused("is damaged: mean is not 4 numbers");
    ObjectNode less = good.deepCopy();
    ((ObjectNode) less.at("/all/components/0")).put("weight", 0.99);
    write(less);
    assertRefused("the weights add up to");
    for (String rows : new String[] {"0", "-3", "1.5", "\"300\"", "5000000000", "null"}) {
      ObjectNode unknown = good.deepCopy();
      ((ObjectNode) unknown.get("all")).set("rows", JSON.readTree(rows));
      write(unknown);
      assertRefused("it does not say of how many spectra");
    }
    ObjectNode flat = good.deepCopy();
    ((ObjectNode) flat.at("/conditions/dark/components/0")).putArray("root").add(1);
    write(flat);
    assertRefused("the root of component 0 does not have 3 rows");
    ObjectNode wide = good.deepCopy().put("latents", 50_000);
    wide.putObject("conditions");
    ObjectNode all = (ObjectNode) wide.get("all");
    ObjectNode first = (ObjectNode) all.at("/components/0");
    fill(all.putArray("mean"), 50_000);
    fill(all.putArray("deviation"), 50_000);
    fill(first.putArray("centre"), 50_000);
    fill(first.putArray("root"), 50_000);
    write(wide);
    assertRefused("row 0 of the root of component 0 is not 1 numbers");
  }

  @Test
  void aDamagedFileIsReadOrRefused() throws Exception {
    Path file = DensityFile.write(density(), checkpoint);
    byte[] bytes = Files.readAllBytes(file);
    int refused = 0;
    for (int seed = 0; seed < 200; seed++) {
      Files.write(file, Damage.of(bytes, bytes.length, new Random(seed)));
      try {
        assertThat(DensityFile.read(checkpoint).all().mixture().sample(3, Noise.of(1)).columns())
            .isEqualTo(3);
      } catch (DesiskyException e) {
        assertThat(e).hasMessageContaining("m.density.json");
        refused++;
      }
    }
    assertThat(refused).isGreaterThan(50);
  }

  @Test
  void theNameIsThatOfTheCheckpoint() {
    Map<String, String> names =
        Map.of("a/b.eqx", "a/b.density.json", "weights", "weights.density.json");
    names.forEach(
        (name, expected) ->
            assertThat(DensityFile.beside(Path.of(name))).isEqualTo(Path.of(expected)));
  }

  private static void fill(ArrayNode array, int size) {
    for (int i = 0; i < size; i++) {
      array.add(1);
    }
  }

  private void write(ObjectNode root) throws IOException {
    Files.write(DensityFile.beside(checkpoint), root.toString().getBytes(StandardCharsets.UTF_8));
  }

  private void assertRefused(String words) {
    assertThatThrownBy(() -> DensityFile.read(checkpoint))
        .isInstanceOf(BadFileException.class)
        .hasMessageContaining("m.density.json")
        .hasMessageContaining(words);
  }
}
