package org.desisky.core.engine;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ProcessorTest {
  private static final String WINDOWS = "Intel64 Family 6 Model 207 Stepping 2, GenuineIntel";

  @TempDir Path folder;

  @Test
  void linuxDescribesEachProcessorInAFile() throws IOException {
    Path file = folder.resolve("cpuinfo");
    Files.writeString(
        file,
        """
        processor\t: 0
        vendor_id\t: AuthenticAMD
        model name\t: AMD EPYC

        processor\t: 1
        vendor_id\t: AuthenticAMD
        """);
    assertThat(Processor.maker(file, null, "Linux", "amd64")).isEqualTo("AuthenticAMD");
    assertThat(Processor.maker(file, WINDOWS, "Linux", "amd64")).isEqualTo("AuthenticAMD");
  }

  @Test
  void windowsNamesTheMakerLast() {
    Path none = folder.resolve("none");
    assertThat(Processor.maker(none, WINDOWS, "Windows 11", "amd64")).isEqualTo("GenuineIntel");
    assertThat(Processor.maker(none, null, "Windows 11", "amd64")).isEqualTo("amd64");
  }

  @Test
  void macsHaveIntelsOrTheirOwn() {
    Path none = folder.resolve("none");
    assertThat(Processor.maker(none, null, "Mac OS X", "x86_64")).isEqualTo("GenuineIntel");
    assertThat(Processor.maker(none, null, "Mac OS X", "aarch64")).isEqualTo("aarch64");
  }

  @Test
  void whereNothingTellsItIsTheArchitecture() throws IOException {
    Path strange = folder.resolve("strange");
    Files.write(strange, new byte[] {(byte) 0xff, (byte) 0xfe, '\n'});
    assertThat(Processor.maker(strange, null, "Linux", "aarch64")).isEqualTo("aarch64");
    assertThat(Processor.maker(folder.resolve("none"), null, "Linux", "riscv64"))
        .isEqualTo("riscv64");
    assertThat(Processor.maker()).isNotBlank();
  }
}
