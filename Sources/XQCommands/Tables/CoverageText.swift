// Of which samples figures are, in words.

import XQLanguage
import XQMeasure

enum CoverageText {
  /// Ranges that are listed before it is said how many more there are.
  private static let listed = 4

  /// `360 samples`; of a slice `32 of 360 samples (65 to 96)`.
  static func samples(_ measurement: Measurement) -> String {
    let coverage = measurement.coverage
    guard !coverage.isWhole else { return Counted.text(measurement.sampleCount, "sample") }
    let ranges = coverage.pieces.isEmpty ? "an empty slice" : ranges(coverage.pieces.map(\.samples))
    return "\(measurement.sampleCount) of \(Counted.text(coverage.sampleCount, "sample")) (\(ranges))"
  }

  /// `33 to 64, 97 to 128`: counted from 1, as people do.
  static func ranges(_ ranges: [Range<Int>]) -> String {
    let texts = ranges.prefix(listed).map { range in
      range.count == 1 ? "\(range.lowerBound + 1)" : "\(range.lowerBound + 1) to \(range.upperBound)"
    }
    let more = ranges.count > listed ? " and \(Counted.text(ranges.count - listed, "range")) more" : ""
    return texts.joined(separator: ", ") + more
  }

  /// `3, 7 to 9`: neighbours are joined.
  static func numbers(_ numbers: [Int]) -> String {
    var joined: [Range<Int>] = []
    for number in numbers {
      if let last = joined.last, last.upperBound == number - 1 {
        joined[joined.count - 1] = last.lowerBound..<number
      } else {
        joined.append(number - 1..<number)
      }
    }
    return ranges(joined)
  }
}
