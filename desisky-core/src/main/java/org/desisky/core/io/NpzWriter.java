package org.desisky.core.io;

import static com.google.common.base.Preconditions.checkArgument;
import static com.google.common.base.Preconditions.checkState;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.zip.CRC32;

/**
 * Writes a NumPy archive whose arrays grow side by side: their types and shapes are known when it
 * is begun, so each has its place in the file, and its numbers go there when they come. Nothing is
 * held in memory. What comes out is an archive as {@code numpy.savez} writes it: stored, not
 * packed, each entry with the sizes of ZIP64, in the order named.
 *
 * <p>The format is PKWARE's APPNOTE 6.3.10, sections 4.3 and 4.5.3.
 */
public final class NpzWriter {
  private static final int LOCAL = 0x04034b50;
  private static final int CENTRAL = 0x02014b50;
  private static final int END = 0x06054b50;
  private static final int END_64 = 0x06064b50;
  private static final int LOCATOR_64 = 0x07064b50;
  private static final short VERSION = 45; // the first with ZIP64
  private static final short DATE = (short) 0x0021; // 1 January 1980: the same data, the same bytes
  private static final short UTF_8_NAME = 0x0800; // without it a name is of code page 437
  private static final short EXTRA_64 = 1;
  private static final short LOCAL_EXTRA = 20; // id, length, size, packed size
  private static final short CENTRAL_EXTRA = 28; // and the place of the local header
  private static final int LOCAL_HEADER = 30;
  private static final long MAX_ENTRIES = 0xFFFF;

  private final FileChannel channel;
  private final Map<String, Entry> entries = new LinkedHashMap<>();
  private final long directory;

  /**
   * An array to be written.
   *
   * @param name of the array, as NumPy lists it
   * @param header its type and shape
   */
  public record Array(String name, NpyHeader header) {}

  private static final class Entry {
    private final byte[] file;
    private final long start;
    private final long size;
    private final long end;
    private final CRC32 crc = new CRC32();
    private long next;

    private Entry(byte[] file, long start, long size) {
      this.file = file;
      this.start = start;
      this.size = size;
      next = start + LOCAL_HEADER + file.length + LOCAL_EXTRA;
      end = next + size;
    }

    private short flags() {
      boolean ascii = StandardCharsets.US_ASCII.newEncoder().canEncode(name());
      return ascii ? 0 : UTF_8_NAME;
    }

    private String name() {
      return new String(file, StandardCharsets.UTF_8);
    }
  }

  /**
   * Begins an archive.
   *
   * @param channel an empty file open for writing; whoever opened it closes it
   * @param arrays in the order of the file, each with a name of its own
   * @throws IOException if it cannot be written
   */
  public NpzWriter(FileChannel channel, List<Array> arrays) throws IOException {
    checkArgument(arrays.size() < MAX_ENTRIES, "%s arrays", arrays.size());
    this.channel = channel;
    long at = 0;
    for (Array array : arrays) {
      byte[] head = array.header().toBytes();
      long bytes = array.header().elements() * array.header().elementBytes();
      byte[] file = (array.name() + ".npy").getBytes(StandardCharsets.UTF_8);
      Entry entry = new Entry(file, at, head.length + bytes);
      checkArgument(entries.put(array.name(), entry) == null, "two arrays %s", array.name());
      at = entry.end;
    }
    directory = at;
    for (Array array : arrays) {
      append(array.name(), ByteBuffer.wrap(array.header().toBytes()));
    }
  }

  /**
   * Appends to an array.
   *
   * @param data elements in C order and in the byte order of the array's type
   * @throws IOException if they cannot be written
   * @throws IllegalArgumentException if there is no such array, or they are more than its shape
   *     holds
   */
  public void append(String name, ByteBuffer data) throws IOException {
    Entry entry = entries.get(name);
    checkArgument(entry != null, "there is no array %s", name);
    checkArgument(data.remaining() <= entry.end - entry.next, "array %s is full", name);
    entry.crc.update(data.duplicate());
    entry.next = write(data, entry.next);
  }

  /** Lets what is left of an array be a hole in the file; its checksum is then wrong. */
  void leaveEmpty(String name) {
    Entry entry = entries.get(name);
    entry.next = entry.end;
  }

  /**
   * Ends the archive, without closing the channel.
   *
   * @throws IOException if it cannot be written
   * @throws IllegalStateException if an array is not complete
   */
  public void finish() throws IOException {
    long at = directory;
    for (Map.Entry<String, Entry> named : entries.entrySet()) {
      Entry entry = named.getValue();
      checkState(entry.next == entry.end, "array %s is not complete", named.getKey());
      write(local(entry), entry.start);
      at = write(central(entry), at);
    }
    write(end(at), at);
  }

  private long write(ByteBuffer data, long position) throws IOException {
    long at = position;
    while (data.hasRemaining()) {
      at += channel.write(data, at);
    }
    return at;
  }

  private static ByteBuffer buffer(int size) {
    return ByteBuffer.allocate(size).order(ByteOrder.LITTLE_ENDIAN);
  }

  /** From the version needed up to the lengths of name and extra field. */
  private static void common(ByteBuffer target, Entry entry, short extra) {
    target.putShort(VERSION).putShort(entry.flags()).putShort((short) 0); // stored
    target.putShort((short) 0).putShort(DATE);
    target.putInt((int) entry.crc.getValue()).putInt(-1).putInt(-1); // sizes: in the extra field
    target.putShort((short) entry.file.length).putShort(extra);
  }

  private static ByteBuffer local(Entry entry) {
    ByteBuffer header = buffer(LOCAL_HEADER + entry.file.length + LOCAL_EXTRA).putInt(LOCAL);
    common(header, entry, LOCAL_EXTRA);
    header.put(entry.file);
    header.putShort(EXTRA_64).putShort((short) (LOCAL_EXTRA - 4));
    return header.putLong(entry.size).putLong(entry.size).flip();
  }

  private static ByteBuffer central(Entry entry) {
    ByteBuffer header = buffer(46 + entry.file.length + CENTRAL_EXTRA).putInt(CENTRAL);
    header.putShort(VERSION);
    common(header, entry, CENTRAL_EXTRA);
    header.putShort((short) 0).putShort((short) 0).putShort((short) 0); // comment, disk, text
    header.putInt(0).putInt(-1); // attributes; the place is in the extra field
    header.put(entry.file);
    header.putShort(EXTRA_64).putShort((short) (CENTRAL_EXTRA - 4));
    return header.putLong(entry.size).putLong(entry.size).putLong(entry.start).flip();
  }

  private ByteBuffer end(long at) {
    int count = entries.size();
    ByteBuffer end = buffer(56 + 20 + 22);
    end.putInt(END_64).putLong(44).putShort(VERSION).putShort(VERSION).putInt(0).putInt(0);
    end.putLong(count).putLong(count).putLong(at - directory).putLong(directory);
    end.putInt(LOCATOR_64).putInt(0).putLong(at).putInt(1);
    end.putInt(END).putShort((short) 0).putShort((short) 0);
    end.putShort((short) count).putShort((short) count);
    return end.putInt(-1).putInt(-1).putShort((short) 0).flip();
  }
}
