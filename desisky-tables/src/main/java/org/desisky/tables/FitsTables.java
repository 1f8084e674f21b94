package org.desisky.tables;

import java.io.DataOutput;
import java.io.IOException;
import java.io.OutputStream;
import java.util.ArrayList;
import java.util.List;
import org.desisky.data.SkyCatalogWriter;
import uk.ac.starlink.fits.CardFactory;
import uk.ac.starlink.fits.CardImage;
import uk.ac.starlink.fits.FitsTableSerializer;
import uk.ac.starlink.fits.FitsTableWriter;
import uk.ac.starlink.table.DescribedValue;
import uk.ac.starlink.table.StarTable;

/**
 * Writes tables as FITS. STIL writes no parameters of a table there; they become HISTORY cards of
 * its header, as those of decoded spectra do.
 */
final class FitsTables {
  private FitsTables() {}

  /** Writes an empty primary HDU, and a binary table for each. */
  static void write(List<StarTable> tables, OutputStream out) throws IOException {
    FitsTableWriter writer = new FitsTableWriter();
    writer.setWriteDate(false); // the same table gives the same bytes
    writer.writePrimaryHDU(out);
    for (StarTable table : tables) {
      FitsTableSerializer plain = writer.createSerializer(table);
      writer.writeTableHDU(table, new WithHistory(plain, history(table)), out);
    }
  }

  private static List<CardImage> history(StarTable table) {
    List<CardImage> cards = new ArrayList<>();
    for (DescribedValue parameter : table.getParameters()) {
      String line = parameter.getInfo().getName() + " " + parameter.getValue();
      for (String part : SkyCatalogWriter.historyCards(line)) {
        cards.add(CardFactory.STRICT.createPlainCard("HISTORY " + part));
      }
    }
    return cards;
  }

  /** A table with further cards at the end of its header. */
  private record WithHistory(FitsTableSerializer plain, List<CardImage> history)
      implements FitsTableSerializer {
    @Override
    public CardImage[] getHeader() {
      List<CardImage> cards = new ArrayList<>(List.of(plain.getHeader()));
      cards.addAll(history);
      return cards.toArray(CardImage[]::new);
    }

    @Override
    public void writeData(DataOutput out) throws IOException {
      plain.writeData(out);
    }

    @Override
    public long getRowCount() {
      return plain.getRowCount();
    }

    @Override
    public int[] getDimensions(int column) {
      return plain.getDimensions(column);
    }

    @Override
    public char getFormatChar(int column) {
      return plain.getFormatChar(column);
    }

    @Override
    public String getBadValue(int column) {
      return plain.getBadValue(column);
    }
  }
}
