import {
  type ArgumentsHost,
  Body,
  Catch,
  ClassSerializerInterceptor,
  Controller,
  type ExceptionFilter,
  Get,
  Header,
  Module,
  Post,
  type RawBodyRequest,
  Req,
  UseFilters,
  UseInterceptors,
  ValidationPipe,
} from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { decode, encode, InvalidArtifactError } from 'persisted-artifacts';
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
    return curveOf(burst);
  }

  @Get('exact')
  @Header('content-type', 'application/json')
  giveExact(): string {
    return encode(exampleOf(classes));
  }

  @Post('exact')
  takeExact(@Req() { rawBody }: RawBodyRequest<object>): string {
    return curveOf(decode(String(rawBody), classes.Burst));
  }
}

@Module({ controllers: [BurstController] })
class AppModule {}

const curveOf = ({ curve }: classes.Burst): string =>
  Array.from(curve, (value) => (Object.is(value, -0) ? '-0' : value)).join(' ');

async function main(): Promise<void> {
  const app = await NestFactory.create(AppModule, { logger: ['error'], rawBody: true });
  await app.listen(0, '127.0.0.1');
  const url = `${await app.getUrl()}/bursts`;
  const get = (path: string) => fetch(url + path).then((got) => got.text());
  const post = (path: string, body: string) =>
    fetch(url + path, { method: 'POST', headers: { 'content-type': 'application/json' }, body }).then((got) =>
      got.text(),
    );
  const given = await get('');
  console.log(await post('', given));
  console.log(await post('', given.replace('"size":5', '"size":1.5')));
  console.log(await post('/exact', await get('/exact')));
  await app.close();
}

void main();
