// load: a model, data, a log, a report or a table from a file or a folder.

import XQConsole
import XQFormats
import XQLanguage
import XQSystem

/// Reads what stands at a path; what it is, is found out by its content, tables by the ending of their name.
struct LoadCommand: Command {
  static let declaration = CommandDeclaration(
    name: "load",
    summary: "load a model, data, a quantization log or a table",
    details: """
      What a file is, is found out by its content. ONNX models, .npy and .npz arrays, folders and globs of such arrays \
      can be loaded; of these nothing is read before it is needed. A file that ends in .csv or .json is a table, such as 'errors | to csv errors.csv' wrote, or \
      whatever value its JSON holds. Exports of Model Compression Toolkit with operators of its own (MCTQ) are \
      rewritten into standard operators in memory.

      A folder that MCT's 'set_log_folder' got is a quantization log: of several runs in it the newest one is read. A \
      folder with 'quant_report.json' is a report of the XQuant Extension Tool, which can be looked at without a model.

      Arrays are matched with the model's inputs by name; '--input image=x' gives the array 'x' the name of the input \
      'image'. An array named 'labels' holds the right answers.
      """,
    group: "session",
    parameters: [
      .rest("path", .path(.init(mayBeFolder: true)), isRequired: true, "a file, a folder, a glob, or several files"),
      .option(
        "as", .choice(["model", "data", "table", "log", "report"]),
        "what to take it for, where its content does not tell"),
      .option("input", .list, "names for inputs: --input image=x, or a list of such"),
      .option("labels", .path(.init(endings: ["npy", "npz"])), "a file with the right answers, one a sample"),
    ],
    output: .value, effects: [.readsFiles],
    examples: [
      .init("let f = load example:digits/float", "a model that the program ships"),
      .init("let v = load example:digits/val", "data with labels"),
    ],
    related: ["compare", "show", "to"])

  func run(_ call: Invocation, in context: Context) throws(Diagnostic) -> Value? {
    let paths = call.strings("path")
    guard let first = paths.first else { return Value.none }
    if paths.count == 1, isTable(first, call) {
      return try TableFile.value(first, at: call.place(of: "path"), context)
    }
    if paths.count == 1, let folder = try folder(first, call, context) {
      switch folder {
      case .log: return .object(try Inputs.log(first, at: call.place(of: "path"), context))
      case .report: return .object(try Inputs.report(first, at: call.place(of: "path"), context))
      case .arrays: break
      }
    } else if paths.count == 1, try isModel(first, call, context) {
      return .object(try Inputs.model(first, at: call.place(of: "path"), context))
    }
    let mapping = try inputNames(call)
    return .object(
      try Inputs.data(
        paths, names: mapping, labels: call.string("labels"), at: call.place(of: "path"), context))
  }

  private func isTable(_ path: String, _ call: Invocation) -> Bool {
    if let wanted = call.string("as") { return wanted == "table" }
    return path.hasSuffix(".csv") || path.hasSuffix(".json")
  }

  /// What a folder is; `nil` for what is none.
  private func folder(
    _ path: String, _ call: Invocation, _ context: Context
  ) throws(Diagnostic) -> InputFolder? {
    switch call.string("as") {
    case "log": return .log
    case "report": return .report
    case nil:
      do throws(FormatError) {
        return try InputFolder.of(path, context.files)
      } catch {
        var diagnostic = Diagnostic(error)
        diagnostic.place = call.place(of: "path")
        throw diagnostic
      }
    default: return nil
    }
  }

  private func isModel(_ path: String, _ call: Invocation, _ context: Context) throws(Diagnostic) -> Bool {
    switch call.string("as") {
    case "model": return true
    case "data": return false
    default:
      do throws(FormatError) {
        return try FileContent.of(path, access: context.files) == .model
      } catch {
        var diagnostic = Diagnostic(error)
        diagnostic.place = call.place(of: "path")
        throw diagnostic
      }
    }
  }

  /// `--input image=x` as input name -> array name.
  private func inputNames(_ call: Invocation) throws(Diagnostic) -> [String: String] {
    var names: [String: String] = [:]
    for text in call.strings("input") {
      guard let equals = text.firstIndex(of: "="), equals != text.startIndex else {
        throw Diagnostic(
          .dataDoNotFit, "'--input' wants the name of an input and of an array, found '\(text)'",
          at: call.place(of: "input"), help: ["load FILE --input image=x"])
      }
      names[String(text[..<equals])] = String(text[text.index(after: equals)...])
    }
    return names
  }
}
