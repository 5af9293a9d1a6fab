// Models and data from paths, for `load` and for every place where an object may be given by its path.

import XQConsole
import XQFormats
import XQLanguage

enum Inputs {
  static func model(_ path: String, at place: Place, _ context: Context) throws(Diagnostic) -> ModelObject {
    do throws(FormatError) {
      return ModelObject(try OnnxModel(path: path, access: context.files))
    } catch {
      throw diagnostic(error, place)
    }
  }

  static func data(
    _ paths: [String], names: [String: String] = [:], labels: String? = nil, at place: Place, _ context: Context
  ) throws(Diagnostic) -> DataObject {
    do throws(FormatError) {
      return DataObject(
        try DataSet.open(paths, labels: labels, arrayOfInput: names, access: context.files))
    } catch {
      throw diagnostic(error, place)
    }
  }

  static func log(_ path: String, at place: Place, _ context: Context) throws(Diagnostic) -> LogObject {
    do throws(FormatError) {
      guard let folder = MctLogFolder.find(path, context.files) else {
        throw InputFolder.foreign(path, wanted: [.log], context.files)
      }
      let object = LogObject(try MctLog(folder, access: context.files))
      for notice in object.log.notices {
        context.say(.diagnostic(Diagnostic(.smallMatter, notice, severity: .note)))
      }
      return object
    } catch {
      throw diagnostic(error, place)
    }
  }

  static func report(_ path: String, at place: Place, _ context: Context) throws(Diagnostic) -> MctReportObject {
    do throws(FormatError) {
      guard MctReportFiles.isReport(path, context.files) else {
        throw InputFolder.foreign(path, wanted: [.report], context.files)
      }
      return MctReportObject(try MctReportFiles.read(path, context.files))
    } catch {
      throw diagnostic(error, place)
    }
  }

  private static func diagnostic(_ error: FormatError, _ place: Place) -> Diagnostic {
    var diagnostic = Diagnostic(error)
    diagnostic.place = place
    return diagnostic
  }
}
