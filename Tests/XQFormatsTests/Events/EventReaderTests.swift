import Foundation
import Testing
import XQFormats
import XQSystem

/// A record of an event file with the checksums that belong to it.
func eventRecord(_ contents: [UInt8]) -> [UInt8] {
  let length = (0..<8).map { UInt8(truncatingIfNeeded: contents.count >> (8 * $0)) }
  return length + checksum(length) + contents + checksum(contents)
}

private func checksum(_ bytes: [UInt8]) -> [UInt8] {
  let number = bytes.withUnsafeBytes { MaskedChecksum.of($0) }
  return (0..<4).map { UInt8(truncatingIfNeeded: number >> (8 * UInt32($0))) }
}

/// The first record of every event file.
let eventFileHead: [UInt8] = {
  var event = Message()
  event.add(3, Array("brain.Event:2".utf8))
  return eventRecord(event.bytes)
}()

@Suite struct EventReaderTests {
  private static let histograms = Resources.path(
    "mct_log/logs_23112026_181734/tensorboard_logs/thresholds_selection/events.out.tfevents.1795457855.host.5442.6")

  private func read(_ bytes: [UInt8]) throws(FormatError) -> (events: [Event], notice: String?) {
    var reader = try EventReader(FileBytes(bytes, displayName: "events"))
    var events: [Event] = []
    while let event = try reader.next() { events.append(event) }
    return (events, reader.notice)
  }

  private func error(_ bytes: [UInt8]) -> FormatError? { formatError { () throws(FormatError) in _ = try read(bytes) } }

  @Test func theChecksumIsThatOfRFC3720() {
    // 32 bytes of zeros have the CRC 0x8a9136aa; the mask rotates it and adds a constant.
    let crc: UInt32 = 0x8A91_36AA
    let masked = (crc >> 15 | crc << 17) &+ 0xA282_EAD8
    #expect([UInt8](repeating: 0, count: 32).withUnsafeBytes { MaskedChecksum.of($0) } == masked)
  }

  @Test func readsTheEventsOfARun() throws {
    let file = try openFile(Self.histograms)
    var reader = try EventReader(file)
    var tags: [String] = []
    var graphs = 0
    while let event = try reader.next() {
      if case .graph = event.content { graphs += 1 }
      if case .summary(let values) = event.content { tags += values.map(\.tag) }
    }
    #expect(tags == ["x", "gap", "fc"])
    #expect(graphs == 1)
    #expect(reader.notice == nil)
  }

  @Test func aHistogramHasTheBinsThatTheToolkitMade() throws {
    let start = try EventReader(try openFile(Self.histograms))
    var reader = start
    var found: EventHistogram?
    while let event = try reader.next() {
      guard case .summary(let values) = event.content else { continue }
      for value in values where value.tag == "fc" {
        if case .histogram(let range) = value.content { found = try EventHistogram(start, at: range) }
      }
    }
    let histogram = try #require(found)
    #expect(histogram.counts.count == 2048)
    #expect(histogram.leftEdges.first == -14.565085411071777)
    #expect(histogram.leftEdges.last == 10.09702952252701)
    #expect(abs(histogram.counts.reduce(0, +) - 640) < 1e-9)
  }

  /// Wherever the end is cut off: the whole records before it, and a notice.
  @Test func aCutEndIsReadUpToThere() throws {
    let second = eventRecord([0x10, 7])
    let whole = eventFileHead + second + eventRecord([0x10, 8])
    for count in (eventFileHead.count + second.count + 1)..<whole.count {
      let (events, notice) = try read(Array(whole[..<count]))
      #expect(events.map(\.step) == [0, 7])
      let wanted = "ends inside a record at offset \(eventFileHead.count + second.count)"
      #expect(notice?.contains(wanted) == true, "\(notice ?? "no notice")")
    }
    #expect(try read(whole).notice == nil)
  }

  @Test func aWrongChecksumIsNamedWithItsPlace() throws {
    var bytes = eventFileHead + eventRecord([0x10, 7])
    bytes[eventFileHead.count + 12] ^= 1
    let contents = try #require(error(bytes))
    #expect(contents.kind == .invalid)
    #expect(
      contents.message.contains("at offset \(eventFileHead.count + 12): the checksum of a record of 2 bytes is wrong"))
    #expect(contents.wanted?.hasPrefix("0x") == true && contents.found?.hasPrefix("0x") == true)
    var other = eventFileHead + eventRecord([0x10, 7])
    other[eventFileHead.count] ^= 1
    #expect(error(other)?.message.contains("at offset \(eventFileHead.count): the checksum of the length") == true)
  }

  @Test func whatIsNoEventFileIsSaid() throws {
    #expect(error([])?.kind == .empty)
    let text = try #require(error(Array("lines of a text, not of events".utf8)))
    #expect(text.kind == .foreign && text.found == "a text")
    #expect(error([1, 2, 3])?.kind == .foreign)
    // Records of something else.
    let records = try #require(error(eventRecord([0x10, 7])))
    #expect(records.kind == .foreign && records.wanted?.contains("brain.Event:2") == true)
    // The first record is cut.
    let cut = try #require(error(Array(eventFileHead.dropLast())))
    #expect(cut.kind == .truncated && cut.message.contains("ends inside its first record"))
  }

  @Test func aLengthBeyondTheFileIsNotBelieved() throws {
    let length: [UInt8] = [0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0x7F]
    let (events, notice) = try read(eventFileHead + length + checksum(length) + [1, 2, 3])
    #expect(events.count == 1)
    #expect(notice != nil)
  }

  @Test func aSoundRecordThatIsNoEventIsRefused() throws {
    // A field that is longer than its message.
    let broken = try #require(error(eventFileHead + eventRecord([0x2A, 200])))
    #expect(broken.kind == .truncated)
    let foreign = try #require(error(eventFileHead + eventRecord([0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0x7F])))
    #expect(foreign.kind == .invalid)
  }

  @Test func histogramsThatContradictThemselvesAreRefused() throws {
    func histogram(_ edges: [Double], _ counts: [Double]) throws -> FormatError? {
      var proto = Message()
      for (field, numbers) in [(6, edges), (7, counts)] {
        proto.add(
          field,
          numbers.flatMap { number in (0..<8).map { UInt8(truncatingIfNeeded: number.bitPattern >> (8 * UInt64($0))) } }
        )
      }
      let reader = try EventReader(FileBytes(eventFileHead + proto.bytes, displayName: "events"))
      let range = eventFileHead.count..<eventFileHead.count + proto.bytes.count
      return formatError { () throws(FormatError) in _ = try EventHistogram(reader, at: range) }
    }
    #expect(try histogram([0, 1], [3, 4]) == nil)
    #expect(try histogram([0, 1], [3])?.message.contains("2 edges and 1 counts") == true)
    #expect(try histogram([], [])?.kind == .invalid)
    #expect(try histogram([1, 0], [3, 4])?.message.contains("do not ascend") == true)
    #expect(try histogram([0, 1], [3, .nan])?.kind == .invalid)
  }

  @Test func damagedFilesGiveAnErrorOrEvents() throws {
    let seed = try openFile(Self.histograms).withUnsafeBytes { Array($0.prefix(4000)) }
    var generator = SeededGenerator(seed: 7)
    var failures = 0
    for _ in 0..<400 {
      var bytes = seed
      bytes[Int.random(in: 0..<bytes.count, using: &generator)] ^= 1 << UInt8.random(in: 0..<8, using: &generator)
      if error(bytes) != nil { failures += 1 }
    }
    // Most of it is one record that this piece cuts, which is not looked at.
    #expect(failures > 5)
  }
}
