{% load static %}import { tend } from "{% static "js/worker.js" %}";

tend({{ given }});
