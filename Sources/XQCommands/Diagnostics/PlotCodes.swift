// The codes of diagnostics about pictures.

import XQLanguage

extension DiagnosticCode {
  static let nothingToDraw = DiagnosticCode(
    "XQ0440", .input, "there is nothing to draw",
    "A picture needs something to draw: a kind such as 'errors', or a table with rows and a column of numbers. A layer has "
      + "values to draw if its tensors hold finite numbers.",
    example: ("plot", "plot errors"))
  static let unknownPictureFormat = DiagnosticCode(
    "XQ0441", .text, "a file name that says no format",
    "The ending of the file's name says how a picture is written: .svg for pages and for reading closely, .png and .pdf for "
      + "documents, .txt for what the console shows.",
    example: ("plot errors --out errors.jpg", "plot errors --out errors.svg"))
  static let noPictureLibrary = DiagnosticCode(
    "XQ0540", .system, "the library cairo is missing",
    "PNG and PDF are drawn by cairo, a shared library that most systems have; on Debian and Ubuntu its package is "
      + "'libcairo2'. The environment variable XQSH_CAIRO names its file where it lies elsewhere. SVG and text need nothing.",
    example: ("plot errors --out errors.png", "plot errors --out errors.svg"))

  /// All codes of pictures.
  static let pictureCodes: [DiagnosticCode] = [.nothingToDraw, .unknownPictureFormat, .noPictureLibrary]
}
