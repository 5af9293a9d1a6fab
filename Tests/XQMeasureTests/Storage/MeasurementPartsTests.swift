// Parts make the same bits as one pass, in any order and number; what does not fit is named.

import Foundation
import Testing
import XQFormats
import XQSystem

@testable import XQMeasure

@Suite struct MeasurementPartsTests {
  private let access = FileAccess()

  private func write(
    _ folder: TemporaryFolder, _ name: String, _ comparison: Comparison, _ options: MeasureOptions
  ) throws -> String {
    try folder.write(name, MeasurementFile([DigitsExample.stored(comparison, .validation, options)]).bytes)
  }

  @Test(arguments: [1, 2, 3, 5, 12, 16])
  func mergeToTheBitsOfOnePass(count: Int) throws {
    let folder = try TemporaryFolder()
    let comparison = try DigitsExample.comparison()
    let whole = try DigitsExample.figures(DigitsExample.stored(comparison))
    // 360 samples in batches of 32 are 12 batches: of 16 slices four are empty.
    let parts = try (1...count).map { number in
      try write(folder, "part-\(number).xqm", comparison, DigitsExample.slice(number, of: count))
    }
    var generator = SystemRandomNumberGenerator()
    for order in [parts, parts.reversed(), parts.shuffled(using: &generator), parts.shuffled(using: &generator)] {
      let merged = try MeasurementParts(order, access: access).measurements
      #expect(merged.count == 1 && DigitsExample.figures(merged[0]).dropLast(2) == whole.dropLast(2), "\(order)")
    }
  }

  @Test func slicesOfDifferentCountsMakeAWholeToo() throws {
    let folder = try TemporaryFolder()
    let comparison = try DigitsExample.comparison()
    let whole = try DigitsExample.figures(DigitsExample.stored(comparison))
    let parts = try [(4, 4), (1, 2), (3, 4)].map { number, count in
      try write(folder, "part-\(number)-\(count).xqm", comparison, DigitsExample.slice(number, of: count))
    }
    let merged = try MeasurementParts(parts, access: access).measurements
    #expect(DigitsExample.figures(merged[0]).dropLast(2) == whole.dropLast(2))
  }

  @Test func aPartOfAWholeIsWhatItIs() throws {
    let stored = try DigitsExample.stored(DigitsExample.comparison(), .validation, DigitsExample.slice(2, of: 3))
    #expect(stored.measurement.sampleCount == 128 && stored.measurement.batchCount == 4)
    #expect(stored.measurement.coverage.pieces.map(\.samples) == [128..<256])
    #expect(stored.measurement.coverage.sampleCount == 360)
    #expect(stored.measurement.answers?.labelled == 128)
  }

  @Test func emptySlicesHaveNoFigures() throws {
    let stored = try DigitsExample.stored(DigitsExample.comparison(), .validation, DigitsExample.slice(1, of: 16))
    #expect(stored.measurement.sampleCount == 0 && stored.measurement.coverage.pieces == [])
    guard case .measured(let errors) = stored.measurement.layers[0] else { return #expect(Bool(false)) }
    #expect(errors.pooled.mse == nil)
  }

  @Test func missingPartsAreNamed() throws {
    let folder = try TemporaryFolder()
    let comparison = try DigitsExample.comparison()
    let parts = try [1, 4].map { try write(folder, "\($0).xqm", comparison, DigitsExample.slice($0, of: 4)) }
    let error = #expect(throws: PartsError.self) { try MeasurementParts(parts, access: access) }
    guard case .missing(.validation, let samples, 360, let slices, 4)? = error else {
      return #expect(Bool(false), "\(String(describing: error))")
    }
    #expect(samples == [96..<288] && slices == [2, 3])
    let some = try MeasurementParts(parts, allowsMissing: true, access: access).measurements
    #expect(some[0].measurement.sampleCount == 168)
  }

  @Test func doublePartsAreNamed() throws {
    let folder = try TemporaryFolder()
    let comparison = try DigitsExample.comparison()
    let whole = try write(folder, "whole.xqm", comparison, MeasureOptions())
    let second = try write(folder, "2.xqm", comparison, DigitsExample.slice(2, of: 3))
    let error = #expect(throws: PartsError.self) { try MeasurementParts([second, whole], access: access) }
    guard case .double(let part, let other, .validation, let samples)? = error else {
      return #expect(Bool(false), "\(String(describing: error))")
    }
    #expect(Set([part, other]) == [whole, second] && samples == 128..<256)
  }

  @Test func foreignPartsAreNamed() throws {
    let folder = try TemporaryFolder()
    let first = try write(folder, "1.xqm", DigitsExample.comparison(), DigitsExample.slice(1, of: 2))
    func differences(_ part: String) throws -> [String] {
      let error = #expect(throws: PartsError.self) { try MeasurementParts([first, part], access: access) }
      guard case .foreign(part, first, let differences)? = error else { return [] }
      return differences.map(\.name)
    }
    let second = try DigitsExample.slice(2, of: 2)
    #expect(
      try differences(write(folder, "fixed.xqm", DigitsExample.comparison("int8-fixed"), second))
        == ["quantized model"])
    #expect(
      try differences(write(folder, "batch.xqm", DigitsExample.comparison(batch: 16), second)) == ["batch size"])
    var options = second
    options.convention = .modelCompressionToolkit
    #expect(
      try differences(write(folder, "mct.xqm", DigitsExample.comparison(), options)) == ["convention of metrics"])
    let both = try DigitsExample.comparison(roles: [.representative, .validation])
    let other = try folder.write(
      "both.xqm",
      MeasurementFile([
        DigitsExample.stored(both, .representative, second), DigitsExample.stored(both, .validation, second),
      ]).bytes)
    let error = #expect(throws: PartsError.self) { try MeasurementParts([first, other], access: access) }
    guard case .otherDataSets(other, first, let has, let wanted)? = error else {
      return #expect(Bool(false), "\(String(describing: error))")
    }
    #expect(has == ["repr", "val"] && wanted == ["val"])
  }

  @Test func unusablePartsAreNamed() throws {
    let folder = try TemporaryFolder()
    let comparison = try DigitsExample.comparison()
    let first = try write(folder, "1.xqm", comparison, DigitsExample.slice(1, of: 2))
    let whole = try MeasurementFile([DigitsExample.stored(comparison)]).bytes
    let cut = try folder.write("cut.xqm", Array(whole.prefix(whole.count / 2)))
    let error = #expect(throws: PartsError.self) { try MeasurementParts([first, cut], access: access) }
    guard case .unusable(let why)? = error else { return #expect(Bool(false)) }
    #expect(why.kind == .truncated && why.file == cut)
    #expect(throws: PartsError.self) { try MeasurementParts([], access: access) }
  }
}
