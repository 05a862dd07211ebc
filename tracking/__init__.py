"""The state of every analysis: DynamoDB items and events, S3 objects, SQS messages, and the stream of changes."""
