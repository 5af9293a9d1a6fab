// The codes of diagnostics about models, data and the engine.

import XQLanguage

extension DiagnosticCode {
  static let fileMissing = DiagnosticCode(
    "XQ0410", .input, "an input is not there",
    "A model or a data file was not found. Relative paths are relative to the current folder; 'example:' names what "
      + "the program ships.",
    example: ("load flaot.onnx", "load float.onnx"))
  static let fileUnusable = DiagnosticCode(
    "XQ0411", .input, "an input cannot be used",
    "A file is empty, cut short, of another kind, or contradicts itself. The message says which part of it, what was "
      + "wanted and what was found; a file that was cut short is best copied or exported again.")
  static let dataDoNotFit = DiagnosticCode(
    "XQ0412", .input, "data do not fit the model",
    "Names, types or shapes of the arrays differ from the model's inputs. 'show' of the data and of the model lists "
      + "both; 'load FILE --input NAME=ARRAY' gives an array the name of an input.",
    example: ("let v = load val.npz", "let v = load val.npz --input image=x"))
  static let nothingPaired = DiagnosticCode(
    "XQ0413", .input, "no layer of the two models could be paired",
    "Layers are paired by the names of tensors, by the names that quantizers derive from them, by their weights, and by "
      + "the structure between. If none fits, the two files are most likely not the same network before and after quantization."
  )
  static let noData = DiagnosticCode(
    "XQ0414", .input, "there are no samples to run",
    "A comparison needs data: '--val' for validation data, '--repr' for the data that the quantizer was calibrated "
      + "with.",
    example: ("compare $f $q", "compare $f $q --val example:digits/val"))
  static let noComparison = DiagnosticCode(
    "XQ0415", .text, "there is no comparison to work on",
    "The command works on the comparison that 'compare' made last, or that 'use' chose, or that is given.",
    example: ("errors", "compare $f $q --val $v\nerrors"))
  static let noSuchLayer = DiagnosticCode(
    "XQ0416", .input, "no layer has that name",
    "A pattern of layers matched none. '*' stands for any text, '/' too; 'layers' lists all names.",
    example: ("errors cnov*", "errors conv*"))
  static let notAMetric = DiagnosticCode(
    "XQ0417", .text, "not a metric that has a threshold",
    "'threshold' alone lists the metrics with their limits.",
    example: ("threshold snr 15dB", "threshold sqnr 15dB"))
  static let noSuchJudge = DiagnosticCode(
    "XQ0430", .text, "no judge has that name",
    "'judge' alone lets all of them look; 'help judge' lists their names, 'help judge.NAME' explains one.",
    example: ("judge outlier", "judge outliers"))
  static let nothingToExplain = DiagnosticCode(
    "XQ0431", .text, "nothing of that name can be explained",
    "'explain' knows metrics, judges, causes, findings by their number, layers of the current comparison, and the topics "
      + "of help.",
    example: ("explain sqnrr", "explain sqnr"))
  static let noSuchFinding = DiagnosticCode(
    "XQ0432", .text, "no finding has that number",
    "Findings and notes are numbered as 'judge --all' shows them, best first. They belong to the comparison and to the "
      + "thresholds that they were judged by: after a change there may be fewer.",
    example: ("explain 9", "judge --all\nexplain 1"))
  static let modelRefused = DiagnosticCode(
    "XQ0418", .input, "the engine refuses the model",
    "ONNX Runtime could not load the model. Its own words stand in the message: an operator or an opset that this "
      + "version does not know, an inconsistent graph, missing weights.")
  static let smallMatter = DiagnosticCode(
    "XQ0419", .input, "something to know about an input",
    "A note on how an input was read or run. Nothing has to be done.")
  static let cannotPair = DiagnosticCode(
    "XQ0421", .input, "a tensor cannot be paired",
    "Compared are tensors of real numbers that depend on an input, in the main graph of both models, and integers whose "
      + "scale the model states. 'pairs --all' says for each of the others why not.")
  static let doubtfulPairs = DiagnosticCode(
    "XQ0422", .input, "some layers may be compared with the wrong tensor",
    "Where names do not tell which tensors belong together, weights and structure do, and the first batch is a check: "
      + "errors as large as the signal mean a wrong pair or a very bad layer. 'pairs' shows how sure each pair is; 'pair' "
      + "sets one by hand.",
    example: ("errors", "pairs | where confidence < 0.8\npair conv5 conv5_out"))
  static let measuringInterferes = DiagnosticCode(
    "XQ0425", .input, "figures that are to be doubted",
    "On the first samples of a measurement each model also runs untouched. Its outputs differed from those of the run that "
      + "fetched the inner tensors, or from themselves when it ran again, or the two models were fed different samples. "
      + "A model that draws random numbers cannot be compared. A float16 model runs in float32 where the processor has no "
      + "float16 kernels, and is rounded to float16 only at tensors that are fetched: the layers' figures are right for a "
      + "model that rounds everywhere, and its output is a little better as it runs. For others 'set kernels reference' "
      + "changes least.")
  static let looksSwapped = DiagnosticCode(
    "XQ0426", .input, "two models that look swapped",
    "'compare' takes the float model first. Here the first one has quantizers and the second one has none.",
    example: ("compare $quantized $float", "compare $float $quantized"))
  static let foreignLog = DiagnosticCode(
    "XQ0427", .input, "a quantization log that knows few of the layers",
    "'compare --log' looks for the layers by the names that Model Compression Toolkit gives them. Where fewer than half "
      + "are in the log, it most likely belongs to another model, or to the same one before its modules were renamed.",
    example: ("compare $f $q --log old_log", "compare $f $q --log mct_log"))
  static let missingReportFile = DiagnosticCode(
    "XQ0428", .text, "a report has nowhere to go",
    "'report' writes the session to a Markdown file, or with '--mct' the files of MCT's XQuant Extension Tool to a folder.",
    example: ("report", "report session.md"))
  static let cannotChange = DiagnosticCode(
    "XQ0450", .input, "a quantizer cannot be changed so",
    "'whatif' changes quantizers that the model has: of activations their range, bits and signs, of weights their bits "
      + "and whether each channel has a scale of its own; all can be float. A layer without a quantizer runs in float "
      + "already, the range of weights follows from their values, and a bias is as exact as its scale.",
    example: ("whatif conv3.weight --range [0, 6]", "whatif conv3 --range [0, 6]"))
  static let memoryTooSmall = DiagnosticCode(
    "XQ0449", .input, "memory that is too small for one layer",
    "'set memory' bounds the tensors that are fetched from both models in a batch. They are split into groups of layers, but "
      + "a layer with its counterpart and the outputs of the models must fit. What the models themselves take is not counted.",
    example: ("set memory 1kB", "set memory 2GiB"))
  static let engineMissing = DiagnosticCode(
    "XQ0510", .system, "ONNX Runtime's library is missing",
    "Models are run by ONNX Runtime, a shared library that is looked for when the first model runs. 'Scripts/setup' "
      + "fetches it; 'doctor' shows the places that were tried; 'set runtime PATH' or the environment variable "
      + "XQSH_ONNXRUNTIME names it.")
  static let engineFailed = DiagnosticCode(
    "XQ0511", .system, "the engine failed",
    "ONNX Runtime stopped while it ran a model. Its own words stand in the message.")

  /// All codes of the commands of quantization debugging.
  static let quantizationCodes: [DiagnosticCode] = [
    .fileMissing, .fileUnusable, .dataDoNotFit, .nothingPaired, .noData, .noComparison, .noSuchLayer, .notAMetric,
    .noSuchJudge, .nothingToExplain, .noSuchFinding, .modelRefused, .smallMatter, .cannotPair, .doubtfulPairs,
    .measuringInterferes, .looksSwapped, .foreignLog, .missingReportFile, .cannotChange, .engineMissing, .engineFailed,
    .needsAllSamples, .partsDoNotFit, .partsMissing, .noModels, .damagedCache, .memoryTooSmall,
  ]
}
