package org.desisky.report;

import static com.google.common.base.Preconditions.checkArgument;

import com.google.common.collect.ImmutableList;
import java.util.List;

/**
 * A section of the report page: a heading, and paragraphs, tables and figures under it. Sections
 * are added by {@link ModelReport.Builder#section}. Immutable.
 *
 * <pre>{@code
 * ReportSection section =
 *     ReportSection.of("Line ratios")
 *         .with(new ReportPart.Paragraph("The red doublet should be 3 to 1.", false))
 *         .with(new ReportPart.Figure(curves, "Ratios against airmass."));
 * }</pre>
 */
public final class ReportSection {
  private final String heading;
  private final ImmutableList<ReportPart> parts;

  private ReportSection(String heading, ImmutableList<ReportPart> parts) {
    this.heading = heading;
    this.parts = parts;
  }

  /** A section with nothing under its heading yet. */
  public static ReportSection of(String heading) {
    checkArgument(!heading.isBlank(), "a section needs a heading");
    return new ReportSection(heading, ImmutableList.of());
  }

  /** This section with one more part at its end. */
  public ReportSection with(ReportPart part) {
    return new ReportSection(
        heading, ImmutableList.<ReportPart>builder().addAll(parts).add(part).build());
  }

  /** Its heading. */
  public String heading() {
    return heading;
  }

  /** Its parts, in order. */
  public List<ReportPart> parts() {
    return parts;
  }
}
