package org.desisky.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import javax.xml.parsers.DocumentBuilderFactory;
import javax.xml.xpath.XPath;
import javax.xml.xpath.XPathConstants;
import javax.xml.xpath.XPathExpressionException;
import javax.xml.xpath.XPathFactory;
import org.junit.jupiter.api.Test;
import org.w3c.dom.Document;
import org.w3c.dom.NodeList;

/** What the bill that others import says of versions is what the build has, and no more. */
class BillOfVersionsTest {
  private static final Path ROOT = Path.of("").toAbsolutePath().getParent();
  private static final XPath PATHS = XPathFactory.newInstance().newXPath();

  private final Document bill = read(ROOT.resolve("desisky-bom").resolve("pom.xml"));
  private final Document root = read(ROOT.resolve("pom.xml"));

  @Test
  void versionsAreThoseOfTheBuild() {
    assertThat(texts(bill, "/project/version")).isEqualTo(texts(root, "/project/version"));
    for (String name : List.of("djl.version", "pytorch.version", "mxnet.version")) {
      String path = "/project/properties/" + name;
      assertThat(texts(bill, path)).hasSize(1).isEqualTo(texts(root, path));
    }
  }

  /** It would choose the versions of other libraries for whoever imports it, as a parent would. */
  @Test
  void itNamesNothingButThisProjectTheFrameworkAndItsEngines() {
    assertThat(texts(bill, "/project/parent")).isEmpty();
    assertThat(texts(bill, "//dependency/groupId"))
        .containsOnly("org.desisky", "ai.djl", "ai.djl.pytorch", "ai.djl.mxnet");
    assertThat(texts(bill, "//dependency/version"))
        .containsOnly(
            "${project.version}",
            "${djl.version}",
            "${pytorch.version}-${djl.version}",
            "${pytorch.version}",
            "${mxnet.version}");
  }

  @Test
  void allLibrariesAreInIt() {
    List<String> libraries = texts(root, "/project/modules/module");
    assertThat(libraries).isNotEmpty();
    libraries.removeAll(List.of("desisky-bom", "desisky-cli", "desisky-benchmarks"));
    assertThat(texts(bill, "//dependency[groupId='org.desisky']/artifactId"))
        .hasSameElementsAs(libraries);
  }

  private static Document read(Path pom) {
    try {
      return DocumentBuilderFactory.newInstance().newDocumentBuilder().parse(pom.toFile());
    } catch (Exception e) {
      throw new AssertionError(pom + " cannot be read", e);
    }
  }

  private static List<String> texts(Document document, String path) {
    try {
      NodeList nodes = (NodeList) PATHS.evaluate(path, document, XPathConstants.NODESET);
      List<String> texts = new ArrayList<>();
      for (int i = 0; i < nodes.getLength(); i++) {
        texts.add(nodes.item(i).getTextContent());
      }
      return texts;
    } catch (XPathExpressionException e) {
      throw new AssertionError(path, e);
    }
  }
}
