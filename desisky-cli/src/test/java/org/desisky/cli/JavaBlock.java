package org.desisky.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.io.IOException;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.TreeSet;
import java.util.jar.JarFile;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import javax.tools.JavaCompiler;
import javax.tools.StandardJavaFileManager;
import javax.tools.ToolProvider;

/**
 * A page's Java, compiled and run. A class with a {@code main} is taken as it stands. Of other
 * blocks, declarations are kept for those that follow on the page, and statements become a program
 * that may use every package of ours without its import.
 */
final class JavaBlock {
  private static final Pattern IMPORT = Pattern.compile("(?m)^import [^;]+;\n");
  private static final Pattern PROGRAM =
      Pattern.compile("(?s)^(?:public )?(?:final )?class (\\w+).*static void main\\(.*");
  private static final Pattern DECLARATION =
      Pattern.compile(
          "(?s)^(?:/\\*\\*.*?\\*/\\s*)?(?:(?:public|final|abstract) )*(?:class|record|interface|enum) .*");

  private final Path folder;
  private final StringBuilder imports = new StringBuilder();
  private final StringBuilder declarations = new StringBuilder();

  JavaBlock(Path folder) {
    this.folder = folder;
  }

  /** Does what a block asks for; what it printed. */
  void run(CodeBlock block) throws IOException {
    StringBuilder own = new StringBuilder();
    Matcher imported = IMPORT.matcher(block.tested());
    while (imported.find()) {
      own.append(imported.group());
    }
    String rest = IMPORT.matcher(block.tested()).replaceAll("").strip();
    Matcher program = PROGRAM.matcher(rest);
    if (program.matches()) {
      execute(program.group(1), own + rest);
    } else if (DECLARATION.matcher(rest).matches()) {
      imports.append(own);
      declarations.append("static ").append(rest).append('\n');
      compile("Declared" + block.line(), wrapped("Declared" + block.line(), ""));
    } else {
      imports.append(own);
      String name = "Block" + block.line();
      execute(name, wrapped(name, block.says("given").orElse("") + "\n" + rest));
    }
  }

  private String wrapped(String name, String statements) throws IOException {
    return imports
        + ownPackages()
        + "import java.nio.file.Path;\nimport java.util.List;\nimport java.util.Map;\n@SuppressWarnings(\"unused\")\nclass "
        + name
        + " {\n"
        + declarations
        + "public static void main(String[] args) throws Exception {\n"
        + statements
        + "\n}\n}\n";
  }

  /** Imports of all packages of our own that others may use. */
  private static String ownPackages() throws IOException {
    TreeSet<String> packages = new TreeSet<>();
    try (Stream<Path> jars = Files.list(library())) {
      for (Path jar :
          jars.filter(f -> f.getFileName().toString().startsWith("desisky-")).toList()) {
        try (JarFile file = new JarFile(jar.toFile())) {
          file.stream()
              .map(entry -> entry.getName())
              .filter(entry -> entry.endsWith(".class") && !entry.contains("internal"))
              .map(entry -> entry.substring(0, entry.lastIndexOf('/')).replace('/', '.'))
              .forEach(packages::add);
        }
      }
    }
    return packages.stream().map(p -> "import " + p + ".*;\n").collect(Collectors.joining());
  }

  private static Path library() {
    return Desisky.jar().resolveSibling("lib");
  }

  private void compile(String name, String source) throws IOException {
    Path file = Files.writeString(folder.resolve(name + ".java"), source);
    JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
    StringWriter complaints = new StringWriter();
    try (StandardJavaFileManager files = compiler.getStandardFileManager(null, null, null);
        Stream<Path> jars = Files.list(library())) {
      String classPath = jars.map(Path::toString).collect(Collectors.joining(File.pathSeparator));
      List<String> options =
          List.of("--release", "17", "-d", folder.toString(), "-proc:none", "-cp", classPath);
      boolean compiled =
          compiler
              .getTask(
                  complaints, files, null, options, null, files.getJavaFileObjects(file.toFile()))
              .call();
      assertThat(compiled).as(source + "\n" + complaints).isTrue();
    }
  }

  private void execute(String name, String source) throws IOException {
    compile(name, source);
    List<String> command =
        List.of(
            Desisky.java(),
            Desisky.SHORT,
            "--enable-native-access=ALL-UNNAMED",
            "-Dai.djl.offline=true",
            "-cp",
            folder + File.pathSeparator + library() + "/*",
            name);
    Desisky.Run run = Desisky.finish(Desisky.start(folder, command), folder);
    assertThat(run.exitCode()).as(source + "\n" + run.out() + run.err()).isZero();
  }
}
