package org.desisky.cli;

import java.util.concurrent.Callable;
import org.desisky.core.io.Folders;
import org.desisky.core.io.FullPath;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** {@code desisky data dir}. */
@Command(
    name = "dir",
    description = "Print the data folder: $DESISKY_DATA_DIR, else ~/.desisky/data.",
    mixinStandardHelpOptions = true)
final class DataDirCommand implements Callable<Integer> {
  @Spec CommandSpec spec;

  @Override
  public Integer call() {
    Talk talk = Talk.of(spec);
    talk.result(FullPath.of(Folders.ofUser().data()).toString());
    return 0;
  }
}
