import {
  type ArgumentsHost,
  Body,
  Catch,
  ClassSerializerInterceptor,
  Controller,
  type ExceptionFilter,
  Get,
  Module,
  Post,
  UseFilters,
  UseInterceptors,
  ValidationPipe,
} from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { InvalidArtifactError } from 'persisted-artifacts';
import * as classes from './classes.js';
import { exampleOf } from './program.js';

@Catch(InvalidArtifactError)
class InvalidArtifactFilter implements ExceptionFilter {
  catch({ issues }: InvalidArtifactError, host: ArgumentsHost) {
    host.switchToHttp().getResponse().status(400).json(issues);
  }
}

@Controller('bursts')
@UseFilters(InvalidArtifactFilter)
class BurstController {
  @Get()
  @UseInterceptors(ClassSerializerInterceptor)
  give(): classes.Burst {
    // JSON.stringify refuses integers beyond 2^53.
    return Object.assign(exampleOf(classes), { counts: [1n] });
  }

  @Post()
  take(@Body(new ValidationPipe({ transform: true })) burst: classes.Burst): string {
    return [burst instanceof classes.Burst, ...burst.curve].map(text).join(', ');
  }
}

@Module({ controllers: [BurstController] })
class AppModule {}

const text = (value: unknown): string => (Object.is(value, -0) ? '-0' : String(value));

async function main(): Promise<void> {
  const app = await NestFactory.create(AppModule, { logger: ['error'] });
  await app.listen(0, '127.0.0.1');
  const url = `${await app.getUrl()}/bursts`;
  const post = (body: string) =>
    fetch(url, { method: 'POST', headers: { 'content-type': 'application/json' }, body }).then((got) => got.text());
  const given = await fetch(url).then((got) => got.text());
  console.log(JSON.stringify(JSON.parse(given).curve));
  console.log(await post(given));
  console.log(await post(given.replace('"size":5', '"size":1.5')));
  await app.close();
}

void main();
