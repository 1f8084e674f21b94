package org.desisky.core.engine;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ProcessorTest {
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
    assertThat(Processor.maker(file, null, "Linux")).isEqualTo("AuthenticAMD");
  }

  @Test
  void windowsNamesTheMakerLast() {
    String variable = "Intel64 Family 6 Model 207 Stepping 2, GenuineIntel";
    assertThat(Processor.maker(folder.resolve("none"), variable, "Windows 11"))
        .isEqualTo("GenuineIntel");
  }

  @Test
  void whereNothingTellsItIsTheArchitecture() throws IOException {
    String architecture = System.getProperty("os.arch");
    assertThat(Processor.maker(folder.resolve("none"), null, "Linux")).isEqualTo(architecture);
    Path strange = folder.resolve("strange");
    Files.write(strange, new byte[] {(byte) 0xff, (byte) 0xfe, '\n'});
    assertThat(Processor.maker(strange, null, "Linux")).isEqualTo(architecture);
    assertThat(Processor.maker()).isNotBlank();
    assertThat(Processor.isIntel()).isEqualTo(Processor.maker().equals("GenuineIntel"));
  }
}
