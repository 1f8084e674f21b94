package org.desisky.core;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class PrintableTest {
  @Test
  void whatATerminalWouldObeyBecomesQuestionMarks() {
    assertThat(Printable.line("a\u001b[2Jb\nc\td\u009be\u2028")).isEqualTo("a?[2Jb?c?d?e?");
    assertThat(Printable.line("5 Å, β = 2")).isEqualTo("5 Å, β = 2");
  }
}
