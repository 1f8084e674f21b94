package org.desisky.cli;

import picocli.CommandLine.IVersionProvider;

/** The program's version, as its jar's manifest has it. */
final class Version implements IVersionProvider {
  static String text() {
    String version = Version.class.getPackage().getImplementationVersion();
    return version == null ? "development" : version;
  }

  @Override
  public String[] getVersion() {
    return new String[] {"desisky " + text(), "Java " + Runtime.version()};
  }
}
