// Parts of a measurement that do not make a whole, as diagnostics of the language.

import XQLanguage
import XQMeasure

extension DiagnosticCode {
  static let needsAllSamples = DiagnosticCode(
    "XQ0444", .input, "a part of the samples where all are needed",
    "'set slice' is for errors, which parts of the samples can be put together from. Judges calibrate on some samples and try "
      + "repairs on others: they look at all of them.",
    example: ("set slice 1/16\njudge", "set slice 1/1\njudge"))
  static let partsDoNotFit = DiagnosticCode(
    "XQ0445", .input, "parts of different measurements",
    "Parts are put together only where models, data, settings, program and engine are the same, byte by byte, and each "
      + "sample is in one of them. The message names what differs. 'show' of a loaded part lists what it is of.",
    example: ("load part-*.xqm other-3.xqm", "load part-*.xqm"))
  static let partsMissing = DiagnosticCode(
    "XQ0446", .input, "parts that are missing",
    "Samples are in none of the files: a slice was not measured, or its file was left out. '--partial' takes what is "
      + "there; figures then say of which samples they are.",
    example: ("load part-1.xqm part-2.xqm", "load part-1.xqm part-2.xqm --partial"))
  static let noModels = DiagnosticCode(
    "XQ0447", .input, "only figures are there",
    "A measurement that was loaded holds what was measured, not the models. What runs or reads models needs 'compare'.",
    example: ("pairs $all", "compare $f $q --val $v\npairs"))
  static let damagedCache = DiagnosticCode(
    "XQ0448", .input, "a measurement in the cache is damaged",
    "Measurements are kept in $XDG_CACHE_HOME/xqsh, else ~/.cache/xqsh. One of them was cut short or changed; it was "
      + "removed and is made anew. 'set cache off' neither reads nor writes there.")
}

extension Diagnostic {
  init(_ error: PartsError) {
    switch error {
    case .unusable(let error): self.init(error)
    case .foreign(let part, let first, let differences):
      let all = differences.map { "\($0.name): \($0.part), not \($0.first)" }.joined(separator: "; ")
      self.init(
        .partsDoNotFit, "'\(part)' does not belong to '\(first)': \(all)",
        help: ["load the parts of one measurement; show \(part) says what it is of"])
    case .otherDataSets(let part, let first, let has, let wanted):
      self.init(
        .partsDoNotFit,
        "'\(part)' does not belong to '\(first)': data sets: \(has.joined(separator: ", ")), not "
          + wanted.joined(separator: ", "),
        help: ["load the parts of one measurement"])
    case .double(let part, let other, let role, let samples):
      self.init(
        .partsDoNotFit,
        "'\(part)' and '\(other)' both hold samples \(CoverageText.ranges([samples])) on \(role.rawValue)",
        help: ["leave one of them out"])
    case .missing(let role, let samples, let all, let slices, let count):
      let names = slices.count == 1 ? "slice" : "slices"
      let parts = count.map { slices.isEmpty ? "" : " (\(names) \(CoverageText.numbers(slices)) of \($0))" } ?? ""
      let next = slices.first.flatMap { slice in count.map { "measure it: set slice \(slice)/\($0)" } }
      self.init(
        .partsMissing, "samples \(CoverageText.ranges(samples)) of \(all) on \(role.rawValue) are in no part\(parts)",
        help: [next, "take what is there: load FILES --partial"].compactMap { $0 })
    }
  }
}
