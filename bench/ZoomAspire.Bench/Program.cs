using ZoomAspire.Bench;

using var stop = new CancellationTokenSource();
Console.CancelKeyPress += (_, pressed) =>
{
    pressed.Cancel = true;
    stop.Cancel();
};

return args switch
{
    [BareEndpoint.Command, var port] => await BareEndpoint.RunAsync(port, stop.Token),
    [NotesBenchmark.Command, .. var rest] => await NotesBenchmark.RunAsync(rest, Console.Out, stop.Token),
    [PipeEndpoint.Command] => await PipeEndpoint.RunAsync(stop.Token),
    [WorkerChild.Command] => await WorkerChild.RunAsync(stop.Token),
    _ => await Benchmarks.RunAsync(args, stop.Token),
};
