package org.desisky.cli;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import org.desisky.core.io.AtomicFiles;
import org.desisky.core.io.Folders;
import org.desisky.core.io.FullPath;
import org.desisky.data.ObservationTable;
import org.desisky.data.SkyCatalog;
import org.desisky.data.enrich.SkyEnrichment;
import org.desisky.data.enrich.SolarFlux;
import org.desisky.data.fetch.FetchException;
import org.desisky.tables.CatalogExport;
import org.desisky.tables.TableFormat;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code desisky data export}. */
@Command(
    name = "export",
    description = {
      "Write a catalogue, or a part of it, for other programs.",
      "The extension of --output tells the format: .fits (the catalogue's own layout), .npz (flux"
          + " and wavelength for NumPy), .vot and .parquet (observations and flux), .ecsv and .csv"
          + " (observations without flux). Rows keep the file's order."
    },
    mixinStandardHelpOptions = true,
    showDefaultValues = true,
    sortOptions = false)
final class DataExportCommand implements Callable<Integer> {
  @Spec CommandSpec spec;

  @Parameters(paramLabel = "FILE", description = "A catalogue: FITS, gzipped or not, or .npz.")
  Path file;

  @Option(
      names = "--output",
      required = true,
      paramLabel = "FILE",
      description = "The file to write.")
  Path output;

  @Option(
      names = "--rows",
      paramLabel = "ROWS",
      converter = RowRanges.Converter.class,
      description = "Use only these rows, counted from 0, such as 0-99,200.")
  RowRanges rows;

  @Option(
      names = "--enrich",
      description = {
        "Add the columns SKY_MAG_V_SPEC, ECLIPSE_FRAC, SOLFLUX, GALLON, GALLAT, ECLLON and ECLLAT,"
            + " as far as there is what they follow from; --where can ask for them, too.",
        "SOLFLUX needs a table that is downloaded once to the data folder."
      })
  boolean enrich;

  @Option(
      names = "--offline",
      description =
          "Never use the network: with --enrich, SOLFLUX is not computed unless its table is there.")
  boolean offline;

  @Mixin RowOptions rowOptions;

  @Override
  public Integer call() {
    Talk talk = Talk.of(spec);
    Path target = FullPath.of(output);
    TableFormat format = Output.format(output, output.toString(), spec.commandLine(), file);
    AtomicFiles.checkReplaceable(target);
    if (enrich && format == TableFormat.NPZ) {
      talk.warn("a .npz has no observations, so the columns that --enrich adds are not in it");
    }
    SkyCatalog part = enrich ? chosen(enriched(whole(talk), talk), talk) : chosen(talk);
    CatalogExport.write(part, target, history());
    talk.say("Wrote " + InferenceJob.count(part.rows()));
    talk.result(target.toString());
    return 0;
  }

  private SkyCatalog enriched(SkyCatalog whole, Talk talk) {
    boolean needsTable = whole.observations().has("MJD");
    if (needsTable && offline && !Files.exists(SolarFlux.cachedPath())) {
      talk.warn(
          "the column SOLFLUX is not computed: its table is not there, "
              + SolarFlux.cachedPath()
              + "; without --offline it is downloaded, once");
      return SkyEnrichment.withoutSolarFlux().enrich(whole);
    }
    if (needsTable && offline) {
      FetchJob.checkOffline(SolarFlux.published(), Folders.ofUser().data(), talk);
    }
    if (offline || !needsTable) {
      return SkyEnrichment.ofUser().enrich(whole);
    }
    SkyEnrichment enrichment;
    try {
      enrichment = SkyEnrichment.of(SolarFlux.fetch(FetchJob.fetcher(SolarFlux.published(), talk)));
    } catch (FetchException e) {
      talk.warn("the column SOLFLUX is not computed: " + e.getMessage());
      enrichment = SkyEnrichment.withoutSolarFlux();
    }
    return enrichment.enrich(whole);
  }

  private SkyCatalog whole(Talk talk) {
    SkyCatalog whole = SkyCatalog.read(file);
    talk.say("Read " + whole + " from " + file);
    return whole;
  }

  private SkyCatalog chosen(SkyCatalog whole, Talk talk) {
    int[] kept = chosen(whole.observations(), talk);
    return kept.length == whole.rows() ? whole : whole.select(kept);
  }

  /** Without reading the other spectra. */
  private SkyCatalog chosen(Talk talk) {
    return SkyCatalog.read(
        file,
        open -> {
          talk.say("Read the head of " + open);
          return chosen(open.observations(), talk);
        });
  }

  private int[] chosen(ObservationTable observations, Talk talk) {
    RowChoice choice = rowOptions.choice();
    RowChoice.Chosen chosen =
        rows == null
            ? choice.choose(file, observations, talk)
            : choice.choose(file, observations, rows.rows(observations.rows()), talk);
    return chosen.rows;
  }

  private List<String> history() {
    List<String> history = new ArrayList<>();
    history.add("Written by desisky " + Version.text() + " from " + file.getFileName() + ".");
    if (rows != null) {
      history.add("Rows " + rows.text() + ".");
    }
    if (enrich) {
      history.add("With columns computed from the others and the flux.");
    }
    RowChoice choice = rowOptions.choice();
    history.add(choice.qualityFilter() ? "Without known bad nights." : "With known bad nights.");
    choice.subset().ifPresent(subset -> history.add("Subset " + subset.label() + "."));
    choice.where().ifPresent(where -> history.add("Where " + where + "."));
    return history;
  }
}
