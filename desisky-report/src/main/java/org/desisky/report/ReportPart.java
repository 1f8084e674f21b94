package org.desisky.report;

import static com.google.common.base.Preconditions.checkArgument;

import java.util.List;

/** A piece of a section of the report page. All text is shown as it is; none of it is markup. */
public sealed interface ReportPart {
  /**
   * A paragraph.
   *
   * @param text in sentences
   * @param isWarning whether it must not be overlooked
   */
  record Paragraph(String text, boolean isWarning) implements ReportPart {}

  /**
   * A table, whose first column names the rows.
   *
   * @param caption what it shows
   * @param head of the columns, the first one's included
   * @param rows as many cells each as the head has
   */
  record DataTable(String caption, List<String> head, List<List<String>> rows)
      implements ReportPart {
    /** Copies and checks the rows. */
    public DataTable {
      head = List.copyOf(head);
      rows = rows.stream().map(List::copyOf).toList();
      for (List<String> row : rows) {
        checkArgument(row.size() == head.size(), "%s cells under %s heads", row, head);
      }
    }
  }

  /**
   * One figure over the whole width.
   *
   * @param curves what is drawn
   * @param caption what it shows, in sentences
   */
  record Figure(Curves curves, String caption) implements ReportPart {}

  /**
   * Small figures side by side, of the same series.
   *
   * @param panels what is drawn, at least one
   * @param caption what they show, in sentences
   */
  record Panels(List<Curves> panels, String caption) implements ReportPart {
    /** Copies the panels, of which there is at least one. */
    public Panels {
      panels = List.copyOf(panels);
      checkArgument(!panels.isEmpty(), "no panels");
    }
  }

  /**
   * Latents of spectra, to be looked at in pairs.
   *
   * @param points the spectra
   * @param caption what it shows, in sentences
   */
  record Latents(LatentPoints points, String caption) implements ReportPart {}
}
