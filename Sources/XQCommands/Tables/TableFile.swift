// Tables from CSV and JSON files.

import XQConsole
import XQFormats
import XQLanguage
import XQSystem

enum TableFile {
  /// Larger files are no tables that anybody looks at, and all of a table is in memory.
  private static let largest = 64 << 20

  /// The table in a file, or the value that its JSON holds. JSON is told from CSV by the first character.
  static func value(_ path: String, at place: Place, _ context: Context) throws(Diagnostic) -> Value {
    let text = try text(path, at: place, context)
    let first = text.utf8.first { $0 > 0x20 && $0 < 0x80 }
    let isJSON = path.hasSuffix(".json") || !path.hasSuffix(".csv") && (first == 0x5B || first == 0x7B)
    do throws(TextProblem) {
      guard isJSON else { return .table(ErrorTable.recognized(try CSVReader.table(text))) }
      let value = try JSONReader.value(text)
      if case .table(let table) = value { return .table(ErrorTable.recognized(table)) }
      return value
    } catch {
      throw Diagnostic(
        .fileUnusable, "'\(path)' is no \(isJSON ? "JSON" : "CSV"): \(error.place): \(error.problem)", at: place,
        help: ["correct that line, or write the file again"])
    }
  }

  private static func text(_ path: String, at place: Place, _ context: Context) throws(Diagnostic) -> String {
    func unusable(_ problem: String, _ help: [String]) -> Diagnostic {
      Diagnostic(.fileUnusable, "'\(path)' \(problem)", at: place, help: help)
    }
    let file: FileBytes
    do throws(FileError) {
      file = try context.files.read(path)
    } catch {
      var diagnostic = Diagnostic(FormatError(error))
      diagnostic.place = place
      throw diagnostic
    }
    guard file.count > 0 else { throw unusable("is empty; wanted a table", ["write a table: errors | to csv FILE"]) }
    guard file.count <= largest else {
      throw unusable(
        "has \(file.count) bytes; tables have \(largest) at most", ["choose rows and columns before writing it"])
    }
    return try file.withUnsafeBytes { (bytes) throws(Diagnostic) in
      if let text = String(validating: bytes, as: UTF8.self) { return text }
      let line = bytes.split(separator: 0x0A, omittingEmptySubsequences: false)
        .firstIndex { String(validating: $0, as: UTF8.self) == nil }
      throw unusable("is no text in UTF-8: line \((line ?? 0) + 1)", ["save it as UTF-8"])
    }
  }
}
