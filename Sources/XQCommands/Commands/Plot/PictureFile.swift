// Charts as pictures of the console, and as files.

import XQConsole
import XQLanguage
import XQPlot

extension Picture {
  /// - Parameters:
  ///   - command: what was typed, for the line that says how to see all.
  ///   - isWhole: whether no layer is left out at the prompt.
  init(_ chart: Chart, command: String, isWhole: Bool) {
    self.init(title: chart.title, alternativeText: chart.summary, svg: Scene(chart).svg) { style in
      chart.lines(TextPictureStyle(style, command: command, isWhole: isWhole))
    }
  }
}

extension TextPictureStyle {
  /// Lines of a list that are shown at the prompt, as many as rows of a table.
  private static let linesAtPrompt = 20

  init(_ style: TextStyle, command: String, isWhole: Bool) {
    self.init(
      width: style.width, isUnicode: style.isUnicode, hasColour: style.hasColour,
      largestCount: style.cutsLongTables && !isWhole ? Self.linesAtPrompt : nil, allHint: "\(command) --all")
  }
}

/// A file that a picture is written to.
struct PictureFile {
  enum Format: String, CaseIterable { case svg, png, pdf, txt }

  static let endings = Format.allCases.map(\.rawValue)

  private let path: String
  private let format: Format
  private let isDark: Bool
  private let place: Place

  /// - Throws: XQ0441 for a name that ends in none of the formats.
  init(_ path: String, isDark: Bool, at place: Place) throws(Diagnostic) {
    let name = path.split(separator: "/").last.map(String.init) ?? ""
    let ending = name.contains(".") ? name.split(separator: ".").last.map { $0.lowercased() } : nil
    guard let format = ending.flatMap(Format.init) else {
      let found = ending.map { "'.\($0)'" } ?? "no ending"
      let stem = ending == nil ? path : String(path.dropLast((ending?.count ?? 0) + 1))
      throw Diagnostic(
        .unknownPictureFormat, "a picture is written as .svg, .png, .pdf or .txt, found \(found) in '\(path)'",
        at: place, help: ["--out \(stem.isEmpty ? "picture" : stem).svg"])
    }
    self.path = path
    self.format = format
    self.isDark = isDark
    self.place = place
  }

  /// Draws and writes; says what was written.
  func write(_ chart: Chart, _ context: Context) throws(Diagnostic) {
    let scene = Scene(chart)
    let bytes: [UInt8]
    let size: String
    switch format {
    case .svg:
      bytes = Array(scene.svg.utf8)
      size = Self.size(scene, scale: 1)
    case .txt:
      let lines = chart.lines(TextPictureStyle())
      bytes = Array(lines.map { $0 + "\n" }.joined().utf8)
      size = Counted.text(lines.count, "line")
    case .png, .pdf:
      let imageFormat: Scene.ImageFormat = format == .png ? .png : .pdf
      do {
        bytes = try scene.image(imageFormat, palette: isDark ? .dark : .light)
      } catch {
        throw diagnostic(error)
      }
      size = Self.size(scene, scale: format == .png ? scene.pixelsPerUnit : 1)
    }
    do {
      try context.files.write(path, bytes)
    } catch {
      throw Diagnostic(error, isWriting: true, at: place)
    }
    context.say(.message("wrote \(path)  ·  \(size), \(Counted.text(bytes.count, "byte"))"))
  }

  private static func size(_ scene: Scene, scale: Double) -> String {
    "\(Int(scene.width * scale)) × \(Int(scene.height * scale))"
  }

  private func diagnostic(_ error: PictureError) -> Diagnostic {
    let svg = String(path.dropLast(format.rawValue.count)) + "svg"
    switch error {
    case .noLibrary(let reason):
      return Diagnostic(
        .noPictureLibrary, "'.\(format.rawValue)' is drawn by the library cairo, which cannot be opened", at: place,
        help: ["install it: apt-get install libcairo2", "without it: --out \(svg)"], notes: [reason])
    case .notDrawn:
      return Diagnostic(
        .noPictureLibrary, "the library cairo failed to draw '\(path)'", at: place, help: ["--out \(svg)"])
    }
  }
}
