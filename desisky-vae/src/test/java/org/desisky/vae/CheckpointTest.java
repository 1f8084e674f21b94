package org.desisky.vae;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.lang.ref.WeakReference;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import org.desisky.core.engine.Compute;
import org.desisky.core.engine.EachEngine;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** Golden case 01: checkpoints of the Python package, whole, unusual and damaged. */
class CheckpointTest {
  /** What is read although the file is unusual; everything else in the folder is refused. */
  private static final List<String> READ =
      List.of(
          "float64_leaf",
          "fortran_order_leaf",
          "header_crlf",
          "header_duplicate_arch_last_wins",
          "header_leading_spaces",
          "header_utf8_bom",
          "npy_version_2_leaf",
          "payload_in_channels_float64",
          "payload_in_channels_int32",
          "payload_in_channels_shape1",
          "schema_99",
          "schema_missing",
          "trailing_bytes");

  /** What each refusal must name, besides the file: the leaf or entry, and the place. */
  private static final Map<String, List<String>> REFUSED =
      Map.ofEntries(
          Map.entry("arch_empty", List.of("in_channels")),
          Map.entry("arch_in_channels_float", List.of("in_channels", "24.0")),
          Map.entry("arch_in_channels_mismatch", List.of("in_channels", "30", "24")),
          Map.entry("arch_in_channels_negative", List.of("in_channels", "-")),
          Map.entry("arch_in_channels_string", List.of("in_channels", "\"24\"")),
          Map.entry("arch_in_channels_zero", List.of("in_channels", "0")),
          Map.entry("arch_latent_dim_mismatch", List.of("latent_dim", "4", "3")),
          Map.entry("arch_missing_latent_dim", List.of("latent_dim")),
          Map.entry("arch_null", List.of("arch")),
          Map.entry("arch_unknown_key", List.of("width")),
          Map.entry("bad_magic", List.of("common_fc.layers[0].weight", "NUMPY")),
          Map.entry("big_endian_leaf", List.of("common_fc.layers[0].weight", ">f4")),
          Map.entry("empty", List.of("empty")),
          Map.entry("flat_header_with_extra_key", List.of("training")),
          Map.entry("float16_leaf", List.of("common_fc.layers[0].weight", "<f2")),
          Map.entry("header_blank_line", List.of("header")),
          Map.entry("header_empty_object", List.of("arch")),
          Map.entry("header_json_list", List.of("not a JSON object")),
          Map.entry("header_missing_payload_starts_at_zero", List.of("header")),
          Map.entry("header_no_newline", List.of("no array follows")),
          Map.entry("header_not_json", List.of("not JSON")),
          Map.entry("header_not_utf8", List.of("header")),
          Map.entry("header_only", List.of("in_channels at byte 341")),
          Map.entry("inf_weight", List.of("Infinity")),
          Map.entry("int32_leaf", List.of("common_fc.layers[0].weight", "<i4")),
          Map.entry("nan_weight", List.of("NaN")),
          Map.entry("payload_in_channels_differs", List.of("in_channels at byte 341", "24", "30")),
          Map.entry("payload_no_int_leaves", List.of("in_channels", "(1000, 24)")),
          Map.entry("schema_not_int", List.of("schema", "one")),
          Map.entry("schema_null", List.of("schema", "null")),
          Map.entry("transposed_leaf", List.of("(1000, 24)", "(24, 1000)")),
          Map.entry("truncated_at_leaf_boundary", List.of("decoder_fcs.layers[10].bias", "byte")),
          Map.entry("truncated_last_byte", List.of("decoder_fcs.layers[10].bias", "byte")),
          Map.entry("truncated_mid_leaf", List.of("decoder_fcs.layers[2].weight", "byte")),
          Map.entry("truncated_mid_npy_header", List.of("decoder_fcs.layers[2].weight", "byte")));

  @TempDir Path folder;

  @ParameterizedTest
  @MethodSource("read")
  void whatIsMerelyUnusualIsRead(String variant) {
    assertThat(Checkpoint.read(variant(variant)).weights().values())
        .usingElementComparator(Arrays::compare)
        .isEqualTo(Golden.formulaWeights(24, 3).values());
  }

  static List<String> read() {
    return READ;
  }

  @ParameterizedTest
  @MethodSource("refused")
  void whatCannotBeTrustedIsRefusedByName(String variant) {
    Path file = variant(variant);
    String[] expected = REFUSED.get(variant).toArray(String[]::new);
    assertThatThrownBy(() -> Checkpoint.read(file))
        .isInstanceOf(CorruptCheckpointException.class)
        .hasMessageContaining(variant + ".eqx")
        .message()
        .contains(expected)
        .doesNotContain("\n");
  }

  static List<String> refused() {
    return REFUSED.keySet().stream().sorted().toList();
  }

  /** Two leaves of one shape that changed places: nothing in the file tells. */
  @Test
  void leavesOfOneShapeThatChangedPlacesCannotBeNoticed() {
    assertThat(Checkpoint.read(variant("swapped_leaves")).weights().values()).hasSize(32);
  }

  @Test
  void everyVariantHasItsRule() {
    List<String> variants = new ArrayList<>();
    Golden.json("01_checkpoint/variants_upstream.json")
        .fieldNames()
        .forEachRemaining(variants::add);
    List<String> ruled = new ArrayList<>(READ);
    ruled.addAll(REFUSED.keySet());
    ruled.add("swapped_leaves");
    ruled.add("(missing file)");
    ruled.add("(path is a directory)");
    assertThat(ruled).containsExactlyInAnyOrderElementsOf(variants);
  }

  @Test
  void aMissingFileAndAFolderAreSaidSo() {
    assertThatThrownBy(() -> Checkpoint.read(folder.resolve("no.eqx")))
        .hasMessageContaining("no such checkpoint");
    assertThatThrownBy(() -> Checkpoint.read(folder)).hasMessageContaining("not a file");
  }

  @ParameterizedTest
  @CsvSource({
    "53494D504C4520203D, a FITS file",
    "504B0304140000, 'an archive, such as .npz'",
    "1F8B0800000000, a gzipped file",
    "7B22666F726D6174223A226465736B227D0A, of the format \"desk\"" // {"format":"desk"}
  })
  void aFileOfAnotherKindIsToldByWhatItIs(String start, String kind) throws IOException {
    Path file = folder.resolve("sky.fits");
    Files.write(file, HexFormat.of().parseHex(start));
    assertThatThrownBy(() -> CheckpointHeader.read(file))
        .isInstanceOf(CorruptCheckpointException.class)
        .hasMessageContaining("sky.fits: ")
        .hasMessageContaining(kind + ", not a checkpoint");
  }

  @ParameterizedTest
  @MethodSource("whole")
  void bothHeaderFormsAreRead(String name) {
    Checkpoint checkpoint = Checkpoint.read(Golden.gunzip("01_checkpoint/" + name, folder));
    assertThat(checkpoint.header().inChannels()).isEqualTo(24);
    assertThat(checkpoint.header().latentDim()).isEqualTo(3);
    assertThat(checkpoint.weights().values())
        .usingElementComparator(Arrays::compare)
        .isEqualTo(Golden.formulaWeights(24, 3).values());
  }

  static List<String> whole() {
    return List.of("vae_nested.eqx.gz", "vae_legacy_flat.eqx.gz");
  }

  @Test
  void whatIsReadIsWrittenByteForByte() throws IOException {
    Path nested = Golden.gunzip("01_checkpoint/vae_nested.eqx.gz", folder);
    Path copy = folder.resolve("copy.eqx");
    Checkpoint.read(nested).write(copy);
    assertThat(Files.mismatch(nested, copy)).isEqualTo(-1);
  }

  @Test
  void unknownEntriesAndOddNumbersAreKept() throws IOException {
    CheckpointHeader header = CheckpointHeader.of(24, 3);
    ObjectNode training = JsonNodeFactory.instance.objectNode();
    training.put("test_loss", Double.NaN).put("train_loss", Double.POSITIVE_INFINITY);
    header =
        header
            .with("training", training)
            .with("mine", JsonNodeFactory.instance.textNode("ü"))
            .with(CheckpointHeader.JAVA_KEY, JsonNodeFactory.instance.objectNode());
    String line = new String(header.toLine(), StandardCharsets.US_ASCII);
    assertThat(line)
        .startsWith(
            "{\"schema\": 1, \"arch\": {\"in_channels\": 24, \"latent_dim\": 3}, \"training\"")
        .contains("NaN", "Infinity", "\\u00FC")
        .endsWith("}\n");
    Path file = folder.resolve("odd.eqx");
    new Checkpoint(header, Golden.formulaWeights(24, 3)).write(file);
    JsonNode back = Checkpoint.read(file).header().toJson();
    assertThat(back.get("mine").textValue()).isEqualTo("ü");
    assertThat(back.get("training").get("test_loss").doubleValue()).isNaN();
  }

  @Test
  void whatWouldNotBeReadIsNotWritten() {
    CheckpointHeader header = CheckpointHeader.of(24, 3);
    for (String key : List.of("schema", "arch")) {
      assertThatIllegalArgumentException()
          .isThrownBy(() -> header.with(key, JsonNodeFactory.instance.textNode("x")))
          .withMessageContaining("'" + key + "' of a header cannot be replaced");
    }
    JsonNode much = JsonNodeFactory.instance.textNode("x".repeat(CheckpointHeader.MOST_BYTES));
    Path file = folder.resolve("much.eqx");
    assertThatThrownBy(
            () ->
                new Checkpoint(header.with("mine", much), Golden.formulaWeights(24, 3)).write(file))
        .hasMessageContaining("longer than");
    assertThat(file).doesNotExist();
  }

  @Test
  void aHeaderStaysAsItWasGiven() {
    ObjectNode training = JsonNodeFactory.instance.objectNode().put("epoch", 3);
    CheckpointHeader header = CheckpointHeader.of(24, 3).with("training", training);
    training.put("epoch", 99);
    assertThat(header.get("training").orElseThrow().get("epoch").intValue()).isEqualTo(3);
  }

  @EachEngine
  void weightsOfOtherSizesMakeNoModel(Compute compute) {
    for (int channels : new int[] {23, 30}) {
      Checkpoint mixed =
          new Checkpoint(CheckpointHeader.of(24, 3), Golden.formulaWeights(channels, 3));
      assertThatIllegalArgumentException()
          .isThrownBy(() -> mixed.toModel(compute))
          .withMessageContaining("common_fc.layers[0].weight has 24000 numbers");
    }
  }

  @EachEngine
  void aModelDoesNotHoldTheNumbersThatItWasMadeOf(Compute compute) {
    Weights weights = new SkyVae(24, 3, 0).randomWeights(1);
    WeakReference<float[]> numbers = new WeakReference<>(weights.values().get(0));
    Checkpoint checkpoint = new Checkpoint(CheckpointHeader.of(24, 3), weights);
    try (SkyVae vae = checkpoint.toModel(compute)) {
      assertThat(vae.weights()).isEqualTo(weights);
      weights = null;
      checkpoint = null;
      for (int round = 0; round < 5 && numbers.get() != null; round++) {
        System.gc();
      }
      assertThat(numbers.refersTo(null)).isTrue();
      assertThat(vae.weights().areFinite()).isTrue();
    }
  }

  @Test
  void sizesThatNoArrayHoldsAreRefused() {
    assertThat(new SkyVae(SkyVae.MOST_CHANNELS, 8, 0).parameterCount())
        .isGreaterThan(4_000_000_000L);
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new SkyVae(SkyVae.MOST_CHANNELS + 1, 8, 0))
        .withMessageContaining("2 to 2000000 channels");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new SkyVae(100, SkyVae.MOST_LATENTS + 1, 0))
        .withMessageContaining("1 to 40000");
    assertThatThrownBy(
            () ->
                CheckpointHeader.parse(
                    "{\"in_channels\":3000000,\"latent_dim\":8}"
                        .getBytes(StandardCharsets.US_ASCII)))
        .hasMessageContaining("from 2 to 2000000");
  }

  @ParameterizedTest
  @CsvSource({"in_size, broadband", "in_ch, latent diffusion"})
  void otherModelsOfThePythonPackageAreNamed(String key, String model) {
    String flat = "{\"" + key + "\": 1, \"depth\": 2}";
    for (String header : List.of(flat, "{\"schema\": 1, \"arch\": " + flat + "}")) {
      assertThatThrownBy(() -> CheckpointHeader.parse(header.getBytes(StandardCharsets.US_ASCII)))
          .hasMessageContaining(model + " model; only its VAE is read here");
    }
  }

  @EachEngine
  void aModelSurvivesTheFile(Compute compute) {
    Path file = folder.resolve("model.eqx");
    try (SkyVae vae = SkyVae.create(30, 4, 1, compute)) {
      new Checkpoint(CheckpointHeader.of(30, 4), vae.weights()).write(file);
      try (SkyVae loaded = SkyVae.load(file, compute)) {
        assertThat(loaded.weights()).isEqualTo(vae.weights()).hasSameHashCodeAs(vae.weights());
        assertThat(loaded.reconstruct(Golden.formulaInput(3, 30)))
            .isEqualTo(vae.reconstruct(Golden.formulaInput(3, 30)));
      }
    }
  }

  private Path variant(String name) {
    return Golden.gunzip("01_checkpoint/variants/" + name + ".eqx.gz", folder);
  }
}
