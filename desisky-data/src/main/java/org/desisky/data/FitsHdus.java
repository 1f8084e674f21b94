package org.desisky.data;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import nom.tam.fits.Header;
import nom.tam.util.FitsInputStream;
import org.desisky.core.io.AtomicFiles;
import org.desisky.core.io.BadFileException;

/** The HDUs of a FITS file by name, of which the data lie wholly inside the file. */
final class FitsHdus {
  /** FITS files are made of blocks of as many bytes. */
  static final int BLOCK = 2880;

  private static final int CARD = 80;
  private static final String END = "END     ";
  private static final String EXTENSION = "XTENSION=";

  /** No header is longer in earnest, in bytes. */
  private static final int MAX_HEADER = 1 << 24;

  /** As many names of HDUs are told when one is missing. */
  private static final int MAX_TOLD = 10;

  private final InputFile in;
  private final Map<String, FitsHdu> wanted = new HashMap<>();
  private final List<String> seen = new ArrayList<>();

  private FitsHdus(InputFile in) {
    this.in = in;
  }

  /**
   * Reads headers until all HDUs wanted are found. Where a name comes twice, the first counts.
   *
   * @throws BadFileException if the file ends or is damaged before that
   */
  static FitsHdus of(InputFile in, String... names) {
    FitsHdus hdus = new FitsHdus(in);
    try {
      hdus.find(List.of(names));
    } catch (IOException e) {
      throw new BadFileException(in.named(), "cannot be read: " + AtomicFiles.reason(e), e);
    }
    return hdus;
  }

  /**
   * All HDUs, in the file's order. Bytes after the last one that do not begin as an HDU does are
   * not looked at.
   *
   * @throws BadFileException if the file is damaged
   */
  static List<FitsHdu> all(InputFile in) {
    FitsHdus hdus = new FitsHdus(in);
    List<FitsHdu> all = new ArrayList<>();
    try {
      long position = 0;
      while (all.isEmpty() || hdus.beginsHdu(position)) {
        FitsHdu hdu = hdus.next(position);
        all.add(hdu);
        position = end(hdu);
      }
    } catch (IOException e) {
      throw new BadFileException(in.named(), "cannot be read: " + AtomicFiles.reason(e), e);
    }
    return all;
  }

  FitsHdu get(String name) {
    return wanted.get(name);
  }

  private void find(List<String> names) throws IOException {
    long fileSize = in.size();
    long position = 0;
    while (wanted.size() < names.size()) {
      if (position >= fileSize || (position > 0 && isPadding(position))) {
        throw missing(names);
      }
      FitsHdu hdu = next(position);
      if (names.contains(hdu.name())) {
        wanted.putIfAbsent(hdu.name(), hdu);
      }
      position = end(hdu);
    }
  }

  /** The HDU that begins at a byte, whose data lie inside the file. */
  private FitsHdu next(long position) throws IOException {
    byte[] cards = headerBytes(position);
    FitsHdu hdu = new FitsHdu(in, seen.size(), parse(cards), position + cards.length);
    seen.add(hdu.name().isEmpty() ? "(no name)" : hdu.name());
    long size = hdu.dataSize();
    if (size > in.size() - hdu.dataOffset()) {
      throw hdu.error(
          "needs "
              + size
              + " bytes of data from byte "
              + hdu.dataOffset()
              + " on, but the file ends at byte "
              + in.size()
              + "; it may be cut short: get it again");
    }
    return hdu;
  }

  /** The byte after an HDU's last block. */
  private static long end(FitsHdu hdu) {
    return hdu.dataOffset() + (hdu.dataSize() + BLOCK - 1) / BLOCK * BLOCK;
  }

  /** Whether nothing but NULs or blanks come from a byte on, as some programs leave them. */
  private boolean isPadding(long position) throws IOException {
    try (InputStream rest = in.stream(position)) {
      byte[] block = rest.readNBytes(BLOCK);
      while (block.length > 0) {
        for (byte b : block) {
          if (b != 0 && b != ' ') {
            return false;
          }
        }
        block = rest.readNBytes(BLOCK);
      }
    }
    return true;
  }

  private boolean beginsHdu(long position) throws IOException {
    if (position > in.size() - EXTENSION.length()) {
      return false;
    }
    ByteBuffer start = ByteBuffer.allocate(EXTENSION.length());
    in.read(start, position);
    return new String(start.array(), StandardCharsets.ISO_8859_1).equals(EXTENSION);
  }

  /** The blocks of a header, up to and with the one that holds its card END. */
  private byte[] headerBytes(long start) throws IOException {
    String begin = seen.isEmpty() ? "SIMPLE  =" : EXTENSION;
    ByteArrayOutputStream header = new ByteArrayOutputStream();
    ByteBuffer block = ByteBuffer.allocate(BLOCK);
    while (header.size() < MAX_HEADER) {
      block.clear();
      long position = start + header.size();
      if (in.size() - position < BLOCK) {
        throw damaged("is cut short", null);
      }
      in.read(block, position);
      String cards = new String(block.array(), StandardCharsets.ISO_8859_1);
      if (header.size() == 0 && !cards.startsWith(begin)) {
        throw damaged("does not begin with " + begin, null);
      }
      header.writeBytes(block.array());
      for (int card = 0; card < BLOCK; card += CARD) {
        if (cards.startsWith(END, card)) {
          return header.toByteArray();
        }
      }
    }
    throw damaged("has no end", null);
  }

  /** Whatever the parser makes of damaged bytes becomes one kind of error. */
  private Header parse(byte[] cards) {
    try (FitsInputStream in = new FitsInputStream(new ByteArrayInputStream(cards))) {
      return new Header(in);
    } catch (IOException | RuntimeException | StackOverflowError e) {
      throw damaged("is damaged", e);
    }
  }

  private BadFileException damaged(String problem, Throwable cause) {
    String place = seen.isEmpty() ? "at its start" : "after HDU " + seen.get(seen.size() - 1);
    return new BadFileException(
        in.named(), "the FITS header " + place + " " + problem + "; get the file again", cause);
  }

  private BadFileException missing(List<String> names) {
    List<String> missing = names.stream().filter(name -> !wanted.containsKey(name)).toList();
    return new BadFileException(
        in.named(),
        "has no HDU named "
            + String.join(", ", missing)
            + ", only "
            + String.join(", ", seen.subList(0, Math.min(seen.size(), MAX_TOLD)))
            + (seen.size() > MAX_TOLD ? " and " + (seen.size() - MAX_TOLD) + " others" : "")
            + "; a catalogue has the HDUs "
            + String.join(", ", names));
  }
}
