"""Files that belong to one image's program: nginx's page and configuration, httpd's, and others that learners open."""

from __future__ import annotations

from cluster.images.catalogue import Image

_NGINX_PAGE = """<!DOCTYPE html>
<html>
<head>
<title>Welcome to nginx!</title>
<style>
html { color-scheme: light dark; }
body { width: 35em; margin: 0 auto;
font-family: Tahoma, Verdana, Arial, sans-serif; }
</style>
</head>
<body>
<h1>Welcome to nginx!</h1>
<p>If you see this page, the nginx web server is successfully installed and
working. Further configuration is required.</p>

<p>For online documentation and support please refer to
<a href="http://nginx.org/">nginx.org</a>.<br/>
Commercial support is available at
<a href="http://nginx.com/">nginx.com</a>.</p>

<p><em>Thank you for using nginx.</em></p>
</body>
</html>
"""
_NGINX_ERROR = """<!DOCTYPE html>
<html>
<head>
<title>Error</title>
</head>
<body>
<h1>An error occurred.</h1>
<p>Sorry, the page you are looking for is currently unavailable.<br/>
Please try again later.</p>
</body>
</html>
"""
_NGINX_CONF = """
user  nginx;
worker_processes  auto;

error_log  /var/log/nginx/error.log notice;
pid        /run/nginx.pid;


events {
    worker_connections  1024;
}


http {
    include       /etc/nginx/mime.types;
    default_type  application/octet-stream;

    log_format  main  '$remote_addr - $remote_user [$time_local] "$request" '
                      '$status $body_bytes_sent "$http_referer" '
                      '"$http_user_agent" "$http_x_forwarded_for"';

    access_log  /var/log/nginx/access.log  main;

    sendfile        on;

    keepalive_timeout  65;

    include /etc/nginx/conf.d/*.conf;
}
"""
_NGINX_DEFAULT = """server {
    listen       80;
    server_name  localhost;

    location / {
        root   /usr/share/nginx/html;
        index  index.html index.htm;
    }

    error_page   500 502 503 504  /50x.html;
    location = /50x.html {
        root   /usr/share/nginx/html;
    }
}
"""
_MIME = """
types {
    text/html                                        html htm shtml;
    text/css                                         css;
    application/javascript                           js;
    application/json                                 json;
    text/plain                                       txt;
    image/png                                        png;
}
"""
_NGINX = {
    "/usr/share/nginx/html/index.html": _NGINX_PAGE,
    "/usr/share/nginx/html/50x.html": _NGINX_ERROR,
    "/etc/nginx/nginx.conf": _NGINX_CONF,
    "/etc/nginx/conf.d/default.conf": _NGINX_DEFAULT,
    "/etc/nginx/mime.types": _MIME,
    "/var/log/nginx/.keep": "",
    "/var/cache/nginx/.keep": "",
}
_HTTPD = {
    "/usr/local/apache2/htdocs/index.html": "<html><body><h1>It works!</h1></body></html>\n",
    "/usr/local/apache2/conf/httpd.conf": 'ServerRoot "/usr/local/apache2"\n\nListen 80\n\n'
    'DocumentRoot "/usr/local/apache2/htdocs"\n',
    "/usr/local/apache2/logs/.keep": "",
}
_BY_PROGRAM: dict[str, dict[str, str]] = {
    "kitten": {"/data.json": '{\n"image": "kitten.jpg"\n}\n', "/kitten.jpg": ""},
    "nautilus": {"/data.json": '{\n"image": "nautilus.jpg"\n}\n', "/nautilus.jpg": ""},
    "nginx": _NGINX,
    "httpd": _HTTPD,
    "php-apache": {
        "/var/www/html/index.php": "<?php\n  $x = 0.0001;\n  for ($i = 0; $i <= 1000000; $i++) {\n    $x += sqrt($x);\n"
        '  }\n  echo "OK!";\n?>\n'
    },
    "redis": {"/data/.keep": ""},
    "postgres": {"/var/lib/postgresql/data/.keep": ""},
    "mysql": {
        "/var/lib/mysql/.keep": "",
        "/etc/my.cnf": "[mysqld]\ndatadir=/var/lib/mysql\nsocket=/var/run/mysqld/mysqld.sock\n",
    },
    "mongo": {"/data/db/.keep": ""},
}


def of(image: Image) -> dict[str, str]:
    """Path → text."""
    return _BY_PROGRAM.get(image.program, {})
