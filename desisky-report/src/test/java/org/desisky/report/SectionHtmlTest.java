package org.desisky.report;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Base64;
import org.junit.jupiter.api.Test;

class SectionHtmlTest {
  /** In float32 these two days would be the same. */
  private static final double[] DAYS = {59350.001, 59350.002};

  @Test
  void figuresShareAnAxisWhichIsExact() {
    ObjectNode data = JsonNodeFactory.instance.objectNode();
    new SectionHtml("", data)
        .of(ReportSection.of("x").with(figure(DAYS)).with(figure(1, 2)).with(figure(DAYS)));
    assertThat(data.at("/figures").findValuesAsText("x")).containsExactly("0", "1", "0");
    assertThat(data.at("/axes")).hasSize(2);
    ByteBuffer bytes = ByteBuffer.wrap(Base64.getDecoder().decode(data.at("/axes/0").asText()));
    double[] read = new double[2];
    bytes.order(ByteOrder.LITTLE_ENDIAN).asDoubleBuffer().get(read);
    assertThat(read).containsExactly(DAYS);
  }

  private static ReportPart figure(double... x) {
    return new ReportPart.Figure(
        Curves.builder("a", x).series("b", Curves.Style.FIRST).values(x).build(), "c");
  }
}
