// Files of measurements: what is read is what was written; what is damaged says so.

import Foundation
import Testing
import XQFormats
import XQSystem

@testable import XQMeasure

@Suite struct MeasurementFileTests {
  private static func bytes() throws -> [UInt8] {
    let comparison = try DigitsExample.comparison(roles: [.representative, .validation])
    return try MeasurementFile([
      DigitsExample.stored(comparison, .representative), DigitsExample.stored(comparison),
    ]).bytes
  }

  private func read(_ bytes: [UInt8]) throws(FormatError) -> MeasurementFile {
    try MeasurementFile(FileBytes(bytes, displayName: "part.xqm"))
  }

  @Test func holdsAllThatWasMeasured() throws {
    let comparison = try DigitsExample.comparison(roles: [.representative, .validation])
    let stored = try [Comparison.Role.representative, .validation].map { try DigitsExample.stored(comparison, $0) }
    let found = try read(MeasurementFile(stored).bytes).measurements
    #expect(found.map(\.role) == [.representative, .validation])
    for (before, after) in zip(stored, found) {
      #expect(DigitsExample.figures(after).dropLast(2) == DigitsExample.figures(before).dropLast(2))
      #expect(after.identity == before.identity && after.pairs.map(\.layer) == before.pairs.map(\.layer))
      #expect(after.pairs.map(\.rule) == before.pairs.map(\.rule))
      #expect(after.measurement.options == before.measurement.options)
      #expect(after.measurement.seconds == before.measurement.seconds)
      #expect(after.machines == [MachineKind.current])
    }
    #expect(MeasurementFile(found).bytes == MeasurementFile(stored).bytes)
  }

  @Test func everyCutIsNoticed() throws {
    let bytes = try Self.bytes()
    for length in [1, 7, 8, 31, 32, 100, bytes.count / 2, bytes.count - 1] {
      let error = #expect(throws: FormatError.self) { try read(Array(bytes.prefix(length))) }
      #expect(error?.kind == .truncated, "\(length): \(String(describing: error))")
    }
    #expect(#expect(throws: FormatError.self) { try read([]) }?.kind == .empty)
  }

  @Test func everyChangedByteIsNoticed() throws {
    let bytes = try Self.bytes()
    for place in stride(from: 0, to: bytes.count, by: 97) {
      var damaged = bytes
      damaged[place] ^= 0x10
      #expect(throws: FormatError.self, "byte \(place)") { try read(damaged) }
    }
    #expect(#expect(throws: FormatError.self) { try read(bytes + [0]) }?.kind == .invalid)
  }

  @Test func foreignFilesAreNamed() throws {
    let error = #expect(throws: FormatError.self) { try read(Array("layer,mse\nfc,1\n".utf8)) }
    #expect(error?.message == "'part.xqm' is no measurement; wanted a file that 'save' wrote (.xqm), found a text")
  }

  @Test func otherVersionsAreNamed() throws {
    var bytes = try Self.bytes()
    bytes[8] = 2
    let error = #expect(throws: FormatError.self) { try read(bytes) }
    #expect(error?.message == "'part.xqm' is a measurement of another version; wanted 1, found 2")
  }

  /// Puts another section in front of the ones of the first data set, and makes length and checksum right again.
  private func adding(_ tag: String, to bytes: [UInt8]) -> [UInt8] {
    var section = ByteWriter()
    section.append(Array(tag.utf8))
    section.write(1)
    section.write([1, 2, 3] as [UInt8])
    var head = ByteWriter()
    head.append(MeasurementFile.magic)
    head.write(MeasurementFile.version)
    head.write(bytes.count + section.bytes.count)
    head.write(2)
    head.write(MeasurementFile.sections.count + 1)
    let content = head.bytes + section.bytes + bytes[40..<bytes.count - 64]
    return content + Array(SHA256.digest(content).utf8)
  }

  @Test func sectionsOfLaterVersionsArePassedOverOrRefused() throws {
    let bytes = try Self.bytes()
    #expect(try read(adding("xtra", to: bytes)).measurements.count == 2)
    let error = #expect(throws: FormatError.self) { try read(adding("XTRA", to: bytes)) }
    #expect(error?.message == "'part.xqm' was written by a newer version: it has a section 'XTRA'")
    #expect(#expect(throws: FormatError.self) { try read(adding("PASS", to: bytes)) }?.kind == .invalid)
  }

  @Test func identityChangesWithAllThatFiguresDependOn() throws {
    let digests = FileDigests()
    func identity(
      _ comparison: Comparison, _ role: Comparison.Role = .validation, _ options: MeasureOptions = MeasureOptions(),
      engine: String = "E 1"
    ) throws -> MeasurementIdentity {
      try comparison.identity(role, options: options, engine: engine, digests: digests)
    }
    let both = try DigitsExample.comparison(roles: [.representative, .validation])
    let first = try identity(both)
    func names(_ other: MeasurementIdentity) -> [String] { first.differences(other).map(\.name) }
    #expect(try names(identity(both, .validation, MeasureOptions(threads: 7))) == [])
    #expect(try names(identity(both, .representative)) == ["data set", "data"])
    #expect(try names(identity(both, engine: "E 2")) == ["engine"])
    #expect(try names(identity(both, .validation, MeasureOptions(kernels: .deployed))) == ["kernels"])
    let convention = MeasureOptions(convention: .modelCompressionToolkit)
    #expect(try names(identity(both, .validation, convention)) == ["convention of metrics"])
    #expect(try names(identity(DigitsExample.comparison(batch: 16))) == ["batch size"])
    #expect(try names(identity(DigitsExample.comparison("int8-fixed"))) == ["quantized model"])
    let paired = try DigitsExample.comparison()
    _ = try paired.pair("conv5", with: "conv5")
    #expect(try names(identity(paired)) == ["pairs of layers"])
  }
}
